"""Calls of OBS's own functions: sources, pixels, hotkeys; and who may run meanwhile."""
