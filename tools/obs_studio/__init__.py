"""The real OBS Studio, on a configuration of its own."""
