"""LiveSplit's WebSocket server: the same lines as over TCP, each a message."""

from __future__ import annotations

from threading import Event

from . import websocket
from .livesplit import LiveSplit
from .streams import SocketStream, authority

_PATH = "/livesplit"
_HANDSHAKE = 0.4  # seconds


def over_websocket(host: str, port: int) -> LiveSplit:
    """LiveSplit's WebSocket server (LiveSplit 1.8.30 and newer)."""

    def dial(stop: Event) -> websocket.WebSocket:
        stream = SocketStream.connect(host, port, stop)
        try:
            return websocket.connect(stream, authority(host, port), _PATH, _HANDSHAKE)
        except BaseException:
            stream.close()
            raise

    return LiveSplit(
        dial,
        f"LiveSplit does not answer on port {port}: start its WebSocket server "
        "(right click → Control → Start WebSocket Server), and compare the ports.",
    )
