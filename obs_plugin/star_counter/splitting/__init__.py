"""Routes, and when to split on them."""
