"""Ports of this computer."""

from __future__ import annotations

import socket


def free_port() -> int:
    """A TCP port on which nothing listens."""
    with socket.socket() as listener:
        listener.bind(("localhost", 0))
        return listener.getsockname()[1]
