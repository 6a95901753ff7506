"""What is there of all that the star counter needs, and what to do about what is not well."""
