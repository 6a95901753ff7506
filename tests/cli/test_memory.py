"""Memory that was used and freed goes back to the system."""

import subprocess
import sys

import pytest

# Much is freed between what is small and stays; before that, so much at once that glibc takes it for usual.
PROGRAM = """
import ctypes, sys
from pathlib import Path
from star_counter.cli.many.processes import give_memory_back

if sys.argv[1] == "give back":
    give_memory_back()
c = ctypes.CDLL(None)
c.malloc.restype, c.malloc.argtypes, c.free.argtypes = ctypes.c_void_p, [ctypes.c_size_t], [ctypes.c_void_p]
c.memset.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_size_t]
c.free(c.malloc(30_000_000))
blocks = [(c.malloc(4_000_000), c.malloc(900_000)) for _ in range(50)]
for large, _ in blocks:
    c.memset(large, 1, 4_000_000)
for large, _ in blocks:
    c.free(large)
pages = int(Path("/proc/self/statm").read_text().split()[1])
print(pages * 4096 // 1_000_000)
"""


def megabytes(way):
    return int(subprocess.run([sys.executable, "-c", PROGRAM, way], check=True, capture_output=True).stdout)


@pytest.mark.skipif(sys.platform != "linux", reason="only glibc keeps what is freed")
def test_what_was_freed_goes_back_to_the_system():
    kept = megabytes("keep")
    assert kept > 200
    assert megabytes("give back") < kept - 150
