"""Draws the star counter as the game does, and what happens to it on its way."""
