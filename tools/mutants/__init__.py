"""Whether the tests of the pure code notice when it is changed."""
