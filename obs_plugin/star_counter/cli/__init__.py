"""The command `star-counter`."""
