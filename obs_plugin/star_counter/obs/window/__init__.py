"""The script's window: what is in it, what it says, and what comes of what is pressed."""
