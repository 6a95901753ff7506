"""The star counter's script in a running OBS."""

from tools.obs_studio import star_counter_script
from tools.obs_studio.studio import Studio

#: What code that runs inside OBS begins with, to find the script.
MODULE = "import mario64_star_counter as script\n"

_SEARCH = (
    MODULE
    + """
from star_counter.obs.finding import search as finding
if not hasattr(finding, "locate_once"):
    finding.locate_once = finding.locate

def locate(*arguments, progress, stop):
    while not stop():
        finding.locate_once(*arguments, progress=progress, stop=stop)

finding.locate = locate
"""
)
_FIND = f"{_SEARCH}search = script._plugin.live.find(1)"
_FIND_GAME = f"""{_SEARCH}
from star_counter.obs.bridge import scenes
search = script._plugin.live.find_game(1, scenes.where_games_may_be())"""


class Plugin:
    """The script in a running OBS."""

    def __init__(self, obs: Studio):
        self.obs = obs

    def status(self) -> str:
        """The status as the window shows it. (Only OBS may build the window: see `Form`.)"""
        return self.obs.run_inside(MODULE + "script._plugin.status()[0]", thread="ui")

    def change(self, settings: dict) -> None:
        """Changes settings as the script's window does."""
        star_counter_script.change(self.obs, settings)

    def wait_for_text(self, name: str, text: str) -> None:
        self.obs.wait_for(lambda: self.obs.text(name) == text, f"“{text}” in the text source {name}")

    def wait_for_status(self, part: str) -> str:
        return self.obs.wait_for(
            lambda: part in (status := self.status()) and status, f"“{part}” in the status"
        )

    def times_logged(self, message: str) -> int:
        return self.obs.log().count(message)

    def search(self) -> None:
        """Begins to look for the counter, again and again until it is stopped, and waits until that looks at
        pictures."""
        self.obs.run_inside(_FIND, thread="ui")
        self.obs.wait_for(lambda: self.obs.run_inside("search.has_pictures", thread="ui"), "a search")
        assert not self.obs.run_inside("search.is_over", thread="ui")

    def search_game(self) -> None:
        """Begins to look for the game in all sources, which has no end until it is stopped; waits until that
        looks at pictures."""
        self.obs.run_inside(_FIND_GAME, thread="ui")
        shot = "search._shooting is not None and search._shooting.is_over"
        self.obs.wait_for(lambda: self.obs.run_inside(shot, thread="ui"), "a search")
        assert not self.obs.run_inside("search.is_over", thread="ui")
