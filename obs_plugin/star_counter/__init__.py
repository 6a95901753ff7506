"""Reads the star count of Super Mario 64 from a picture of the game."""

from pathlib import Path

__version__ = "0.1.0"

#: The package's folder. What does not lie beside its module is found from here.
ROOT = Path(__file__).resolve().parent

#: The counts that the game has: 0 to 120. (ROM hacks go higher; those are not read.)
MOST_STARS = 120

#: A count is believed from this confidence on: a single picture's, or that of all pictures so far. Without a
#: counter the model gives every class about 1/123, so the best class alone means nothing.
LEAST_CONFIDENCE = 0.9
