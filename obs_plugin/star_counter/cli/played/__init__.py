"""A recorded run, played once by a route."""
