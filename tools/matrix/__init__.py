"""The two commands of the README, on bare systems of every kind that players have."""
