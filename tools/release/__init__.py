"""Builds the zip that players install."""
