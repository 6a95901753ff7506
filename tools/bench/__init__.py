"""What the star counter costs, measured on the real thing."""
