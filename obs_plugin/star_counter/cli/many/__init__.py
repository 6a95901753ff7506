"""Many files at once: which they are, the processes that read them, and what is kept of what they read."""
