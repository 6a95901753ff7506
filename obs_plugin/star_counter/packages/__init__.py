"""The Python packages that the plugin needs inside OBS, and their installation."""
