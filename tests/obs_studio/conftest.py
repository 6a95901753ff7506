"""The real OBS Studio, started for one test."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.obs_studio.running import Plugin
from tools.obs_studio import scenes, star_counter_script
from tools.obs_studio.studio import Studio

_SHOWN_OF_LOG = 20_000  # characters


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Shows what OBS logged where a test failed."""
    report = yield
    if report.failed and "tmp_path" in item.funcargs:
        for log in sorted(item.funcargs["tmp_path"].glob("obs*/obs.log")):
            report.sections.append((f"{log}", log.read_text(errors="replace")[-_SHOWN_OF_LOG:]))
    return report


@pytest.fixture
def start_studio(tmp_path: Path) -> Iterator[Callable[..., Studio]]:
    """Starts OBS on the given scene collections; at the test's end it has to end by itself, in good health.

    Where OBS is not installed this raises the sentence that says how to get it, so the test fails.
    """
    started = []

    def start(*collections, **options) -> Studio:
        started.append(
            running.enter_context(Studio(tmp_path / f"obs{len(started)}", *collections, **options))
        )
        return started[-1]

    with ExitStack() as running:
        yield start
    assert [studio.exit_code for studio in started] == [0] * len(started)
    said = [message for studio in started for message in studio.messages(star_counter_script.SCRIPT.name)]
    assert not any("Traceback" in message for message in said)


@pytest.fixture
def start(start_studio: Callable[..., Studio]) -> Iterator[Callable[..., Plugin]]:
    """Starts OBS with the script and two texts; nothing may have opened the Script Log."""
    started = []

    def begin(sources, *players, probe=True, **common) -> Plugin:
        texts = [scenes.text(name) for name in ("stars", "stars 2", "screens")]
        if any(source["id"] == "scene" for source in sources):  # OBS drops sources that are in no scene
            sources = [*sources, scenes.scene("Texts", [scenes.item(text["name"]) for text in texts])]
        collection = scenes.collection(
            "test", [*texts, *sources], [star_counter_script.script(*players, **common)]
        )
        started.append(Plugin(start_studio(collection, probe=probe)))
        return started[-1]

    yield begin
    for one in started:
        assert not one.obs.complaints()
