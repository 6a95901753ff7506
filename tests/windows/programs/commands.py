"""Runs `star-counter` several times in one process, printing into files as the system does it by itself.

    python commands.py RESULTS      the arguments of each run come as JSON, in a list, on stdin

Into RESULTS goes of each run, as JSON, its exit status, and the bytes of stdout and of stderr, in Latin-1.
"""

import json
import sys
import tempfile
from pathlib import Path

from star_counter.cli.main import main


def outcome(argv):
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder, name) for name in ("out", "err")]
        before = sys.stdout, sys.stderr
        sys.stdout, sys.stderr = (file.open("w") for file in files)  # in the system's own letters
        try:
            status = main(argv)
        except SystemExit as ended:
            status = ended.code
        finally:
            sys.stdout.close()
            sys.stderr.close()
            sys.stdout, sys.stderr = before
        return [status, *(file.read_bytes().decode("latin-1") for file in files)]


if __name__ == "__main__":
    done = [outcome(argv) for argv in json.load(sys.stdin)]
    Path(sys.argv[1]).write_text(json.dumps(done), encoding="utf-8")
