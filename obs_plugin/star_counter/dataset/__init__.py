"""Pictures for training: collected while playing, gathered from recordings, sorted by hand."""
