"""The star counter in a real OBS Studio."""
