"""Which videos a command reads: given, joined or followed, and where the counter is in them."""
