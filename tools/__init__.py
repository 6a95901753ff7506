"""What the project is built, shown and measured with; nothing of it is in a release."""
