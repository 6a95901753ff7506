"""Real timers, run by Node, for tests and measurements."""
