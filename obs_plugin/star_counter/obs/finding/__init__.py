"""Finds the counter of a source in OBS, and notices when it has moved."""
