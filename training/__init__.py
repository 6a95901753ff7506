"""Draws the star counter as the game does, and trains the network that reads it."""
