"""Draws the star counter as the game does, and trains the network that reads it."""

import platform


def not_installed(missing: ModuleNotFoundError) -> str:
    """What to do where a package of training or export, such as TensorFlow, is not in this Python."""
    return (
        f"{missing.name} is not installed in this Python ({platform.python_version()}): run "
        "“make .venv-training/all” once, then the same command with .venv-training/bin/python."
    )
