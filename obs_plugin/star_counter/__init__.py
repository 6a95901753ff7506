"""Reads the star count of Super Mario 64 from a picture of the game."""

__version__ = "0.1.0"
