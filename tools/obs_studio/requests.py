"""Requests to obs-websocket."""

from __future__ import annotations

import logging
import time
from typing import Any

from obsws_python import ReqClient
from obsws_python.error import OBSSDKRequestError

from .desktop import PATIENCE

# It logs what it raises, too: whoever cannot go on tells it.
logging.getLogger("obsws_python").addHandler(logging.NullHandler())

# What obs-websocket answers, from OBS 30.2 on, while OBS loads its scenes or changes their collection.
_NOT_READY = 207
_PAUSE = 0.05  # seconds


class Requests(ReqClient):
    """As they are, but for “not ready”, which is “not yet”: they are sent again until OBS has loaded all."""

    def send(self, param: str, data: dict[str, Any] | None = None, raw: bool = False) -> Any:
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                return super().send(param, data, raw)
            except OBSSDKRequestError as error:
                if error.code != _NOT_READY or time.monotonic() > deadline:
                    raise
            time.sleep(_PAUSE)
