"""What a run shows, tick by tick: the game, its console, and who plays."""
