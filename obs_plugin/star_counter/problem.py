"""What a player can mend."""


class Problem(Exception):
    """A failure told in one plain sentence that says what to do about it."""
