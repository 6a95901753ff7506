"""Finds the star counter on a picture of the whole game."""
