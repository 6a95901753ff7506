"""Settings as OBS may hold them: scene collections are files that players pass around."""

import json

from hypothesis import example, given
from hypothesis import strategies as st

from star_counter.hud import PARTS
from star_counter.obs import saved_values
from star_counter.obs.settings import HIGHEST, SIDES, WIDEST, Settings
from star_counter.obs.text_template import fill
from star_counter.obs.window.markup import as_html
from star_counter.words import is_plain
from tests.fuzz.outcomes import check_plain, fuzzed, outcome

OTHERS = (
    *(
        "packages",
        "model",
        "collects",
        "route",
        "route_file",
        "timer_host",
        "timer_source",
        "timer_origin",
        "journal",
    ),
    *("allow_remote", "starts_timer", "status", "install_command"),
    *(f"{key}_1" for key in ("source", "stars_source", "screen_source", "keeps_found", *PARTS)),
)
TEXTS = st.text(st.characters(codec=None) | st.sampled_from("{}<>&~/\\.+-0123456789\0\ud800\u202e\n"))
NUMBERS = st.integers() | st.integers(-(10**400), 10**400) | st.floats() | st.integers(0, 130)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS | NUMBERS.map(str),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=5,
)
SETTINGS = st.dictionaries(st.sampled_from([*saved_values.DEFAULTS, *OTHERS]), VALUES)
LONG = "<\u202e{stars}" * 100_000


def read(text: str) -> Settings:
    """The settings in the JSON that OBS makes of its own."""
    settings = outcome(lambda: saved_values.settings(saved_values.parse(text)), len(text))
    assert isinstance(settings, Settings)
    return settings


@fuzzed
@given(SETTINGS)
@example(dict.fromkeys([*saved_values.DEFAULTS, *OTHERS], LONG))
@example({"players": float("nan"), "goal_1": float("inf"), "least_confidence": float("-inf")})
@example({"players": 10**400, "timer_port": -(10**400)})
@example({"left_1": "1" + "+" * 100_000, "top_1": " " * 100_000 + "x"})
@example({"lives_1": "-" * 100_000, "coins_1": "1,2,3," + "4" * 100_000, "camera_1": "-1,-2,800,500"})
@example({"journal": "~nobody-of-that-name/x", "packages": "\0", "model": "~"})
def test_any_values_are_settings(values):
    settings = read(json.dumps(values))
    assert 1 <= len(settings.players) <= 4
    for one in settings.players:
        # What is shown, and what goes to OBS.
        assert one.name == "" or is_plain(one.name)
        for problem in (one.problem, one.place_problem, one.template_problem):
            if problem:
                check_plain(problem)
        fields = {"stars": 12, "player": one.name}
        for text in (one.source, one.stars_source, one.screen_source, fill(one.stars_template, fields)):
            assert b"\0" not in text.encode()
            check_plain(as_html(f"“{text}”"))
        assert all(side >= least for side, least in zip(one.crop, SIDES.values(), strict=True))
        for place in filter(None, one.places):
            assert 1 <= place.width <= WIDEST and 1 <= place.height <= HIGHEST
    assert settings.split.host == "" or is_plain(settings.split.host)


@fuzzed
@given(st.text(max_size=200) | TEXTS.map(lambda text: f'{{"players": {text}}}'))
@example('{"a":' * 100_000)
@example('{"a":' * 1900 + "1" + "}" * 1900)
@example('{"players": ' + "9" * 10_000 + "}")
def test_any_json_is_settings(text):
    assert read(text).players
