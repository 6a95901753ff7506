"""The forms in which routes are written."""
