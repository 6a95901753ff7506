"""Draws what the game shows, on the HUD grid of 320x240."""
