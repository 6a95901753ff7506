"""What the script does in OBS: it finds what is missing, installs it, and reads on in the same process.

    as_obs.py LOCALAPPDATA PLUGIN PICTURE X Y WIDTH HEIGHT

What came of it is printed as JSON. Then it waits, with all that it has loaded, until stdin ends.
"""

import json
import os
import sys
import time

local, plugin, picture, *crop = sys.argv[1:]
os.environ["LOCALAPPDATA"] = local  # Wine gives every program its own
sys.path.insert(0, plugin)

from star_counter.packages import host, needed  # noqa: E402
from star_counter.packages.installation import Installation  # noqa: E402

told = {"executable": sys.executable, "interpreter": str(host.interpreter()), "command": needed.command()}
try:
    needed.prepare(None)
except needed.Missing as missing:
    told["missing"] = str(missing)
    installation = Installation()
    while installation.is_running:
        time.sleep(0.05)
    told["outcome"], told["lines"] = installation.outcome, installation.lines
    needed.prepare(None)

import numpy  # noqa: E402
from PIL import Image  # noqa: E402

from star_counter.reading.frame import GAME_SIZE, Frame  # noqa: E402
from star_counter.reading.reader import Reader  # noqa: E402

with Image.open(picture) as image:
    left, top, width, height = map(int, crop)
    counter = numpy.asarray(image.crop((left, top, left + width, top + height)))
    game = numpy.asarray(image.resize(GAME_SIZE))
told["count"] = Reader().read([Frame(0, 0.0, counter, game)])[0].count()
told["numpy"] = numpy.__file__
print(json.dumps(told), flush=True)
sys.stdin.read()
