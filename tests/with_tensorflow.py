"""For tests that train or export: their modules take `pytestmark` from here before they import TensorFlow."""

import sys

import pytest

from tools.pythons import TENSORFLOW

_HERE = f"{sys.version_info.major}.{sys.version_info.minor}"

if _HERE not in TENSORFLOW:
    pytest.skip(
        f"TensorFlow has nothing for Python {_HERE}: `make test` runs these in another Python",
        allow_module_level=True,
    )

pytestmark = pytest.mark.tensorflow
