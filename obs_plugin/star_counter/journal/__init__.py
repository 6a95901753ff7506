"""What happened in a run, written down with pictures, and the page that shows it."""
