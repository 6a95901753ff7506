"""The star counter in the real OBS: what it reads, what it shows, and what it survives."""

import shutil

import pytest

from star_counter.reading.classifier import BUNDLED_MODEL
from tests import pictures
from tests.obs_studio.running import MODULE
from tests.recording.videos import write
from tools.obs_studio import scenes, star_counter_script

pytestmark = pytest.mark.obs


@pytest.fixture
def picture(tmp_path):
    """A picture of a game with 12 stars, as a source."""
    return scenes.image("game", pictures.save(tmp_path / "game.png", pictures.game(12)))


def reading(source="game", **more):
    return star_counter_script.player(1, source, pictures.crop(), stars="stars", **more)


def test_shows_the_count(start, picture):
    script = start([picture], reading(stars_template="{stars}/120, {left} left, {goal}"))
    script.wait_for_text("stars", "12/120, 108 left, 120")
    assert "12 stars" in script.wait_for_status("Player 1")


def test_reads_a_hidden_source(start, picture):
    shown = [scenes.scene("Empty", []), scenes.scene("Hidden", [scenes.item("game", visible=False)])]
    script = start([picture, *shown], reading(), probe=False)
    script.wait_for_text("stars", "12")


def test_reads_a_hidden_video(start, tmp_path):
    """Unlike an image, a media source plays only while it is active."""
    video = tmp_path / "game.mp4"
    write(video, [pictures.game(12)] * 100, "libx264", "yuv420p", times=range(0, 10_000, 100))
    game = scenes.media("game", video, restart_on_activate=True)
    shown = [scenes.scene("Empty", []), scenes.scene("Hidden", [scenes.item("game", visible=False)])]
    script = start([game, *shown], reading(), probe=False)
    script.wait_for_text("stars", "12")


def test_everything_is_freed(start, picture):
    """OBS counts what is not freed when it ends; one such leak is its own."""
    script = start([picture], reading(), probe=False)
    script.wait_for_text("stars", "12")
    for _ in range(3):
        script.obs.reload_script(star_counter_script.SCRIPT.name)
    script.wait_for_text("stars", "12")
    script.obs.quit()
    assert script.obs.log().rstrip().endswith("Number of memory leaks: 1")


def test_reads_a_scene(start, picture):
    shown = [scenes.scene("Empty", []), scenes.scene("Game", [scenes.item("game")])]
    script = start([picture, *shown], reading("Game"), probe=False)
    script.wait_for_text("stars", "12")


def test_offers_every_source(start, picture):
    shown = [scenes.scene("Empty", []), scenes.scene("Game", [scenes.item("game")])]
    script = start([picture, *shown], reading())
    listed = script.obs.run_inside(
        "from star_counter.obs.bridge import sources\n"
        "(sources.video_source_names(), sources.text_source_names())",
        thread="ui",
    )
    assert listed == [
        ["game", "screens", "stars", "stars 2", "Empty", "Game", "Texts"],
        ["screens", "stars", "stars 2"],
    ]


def test_a_source_may_come_and_go(start, picture, tmp_path):
    script = start([picture], reading())
    script.wait_for_text("stars", "12")
    requests = script.obs.requests

    requests.remove_input("game")
    script.wait_for_status("There is no source “game”")

    other = pictures.save(tmp_path / "other.png", pictures.game(34))
    requests.create_input("Main", "game", "image_source", {"file": str(other)}, True)
    script.wait_for_text("stars", "34")

    requests.set_input_name("game", "console")
    small = pictures.save(tmp_path / "third.png", pictures.game(56))
    requests.set_input_settings("console", {"file": str(small)}, True)
    script.wait_for_text("stars", "56")
    assert (
        "console"
        in script.obs.run_inside(
            MODULE + "script.script_properties(), obs.obs_data_get_string(script._plugin.data, 'source_1')",
            "ui",
        )[1]
    )
    assert script.times_logged("There is no source “game”") == 1


def test_a_source_of_another_size(start, picture, tmp_path):
    script = start([picture], reading())
    script.wait_for_text("stars", "12")
    requests = script.obs.requests

    tiny = pictures.save(tmp_path / "tiny.png", pictures.game(34, (320, 240)))
    requests.set_input_settings("game", {"file": str(tiny)}, True)
    assert "“game” is 320×240 pixels now" in script.wait_for_status("The crop reaches outside of “game”")

    large = pictures.save(tmp_path / "large.png", pictures.game(56))
    requests.set_input_settings("game", {"file": str(large)}, True)
    script.wait_for_text("stars", "56")
    assert script.times_logged("The crop reaches outside of") == 1


def test_the_crop_may_change_while_running(start, tmp_path):
    both = pictures.save(tmp_path / "both.png", pictures.game(12), pictures.game(34))
    script = start([scenes.image("game", both)], reading())
    script.wait_for_text("stars", "12")
    script.change(star_counter_script.player(1, "game", pictures.crop(left=640), stars="stars"))
    script.wait_for_text("stars", "34")


def test_two_players_on_one_source(start, tmp_path):
    both = pictures.save(tmp_path / "both.png", pictures.game(12), pictures.game(34))
    script = start(
        [scenes.image("game", both)],
        star_counter_script.player(1, "game", pictures.crop(), stars="stars", name="Ann"),
        star_counter_script.player(
            2, "game", pictures.crop(left=640), stars="stars 2", name="Bob", stars_template="{player} {stars}"
        ),
    )
    script.wait_for_text("stars", "12")
    script.wait_for_text("stars 2", "Bob 34")
    assert "Ann: 12 stars" in script.status() and "Bob: 34 stars" in script.status()


def test_two_players_on_two_sources(start, tmp_path):
    games = [
        scenes.image(f"game {stars}", pictures.save(tmp_path / f"{stars}.png", pictures.game(stars)))
        for stars in (5, 100)
    ]
    script = start(
        games,
        star_counter_script.player(1, "game 5", pictures.crop(), stars="stars"),
        star_counter_script.player(2, "game 100", pictures.crop(), stars="stars 2"),
    )
    script.wait_for_text("stars", "5")
    script.wait_for_text("stars 2", "100")
    script.obs.requests.remove_input("game 5")
    script.wait_for_status("There is no source “game 5”")
    other = pictures.save(tmp_path / "more.png", pictures.game(101))
    script.obs.requests.set_input_settings("game 100", {"file": str(other)}, True)
    script.wait_for_text("stars 2", "101")


def test_fifty_reloads_and_changed_code(start, picture, tmp_path):
    folder = tmp_path / "plugin"
    shutil.copytree(star_counter_script.SCRIPT.parent, folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(BUNDLED_MODEL.parent, folder / "models")
    script = start(
        [picture],
        reading(stars_template="{player} {stars}"),
        path=folder / star_counter_script.SCRIPT.name,
        probe=False,
    )
    script.wait_for_text("stars", "Player 1 12")
    script.obs.reload_script(star_counter_script.SCRIPT.name)
    threads = script.obs.process.num_threads()
    module = folder / "star_counter" / "obs" / "pipeline.py"
    code = module.read_text()
    changed = code.replace('"player": self.settings.name', '"player": self.settings.name.upper()')
    assert changed != code
    module.write_text(changed)
    for _ in range(50):
        script.obs.reload_script(star_counter_script.SCRIPT.name)
    script.wait_for_text("stars", "PLAYER 1 12")
    assert script.obs.process.num_threads() < threads + 10  # Qt has some that come and go


def test_switching_the_scene_collection(start_studio, picture, tmp_path):
    other = scenes.image("other", pictures.save(tmp_path / "other.png", pictures.game(34)))
    obs = start_studio(
        scenes.collection("one", [picture, scenes.text("stars")], [star_counter_script.script(reading())]),
        scenes.collection(
            "two", [other, scenes.text("stars")], [star_counter_script.script(reading("other"))]
        ),
    )
    for turn in range(1, 6):
        for name, count in (("one", "count 12"), ("two", "count 34")):
            obs.wait_for(lambda what=count, n=turn: obs.log().count(what) == n, f"“{count}” once more")
            obs.requests.set_current_scene_collection("two" if name == "one" else "one")
    obs.wait_for(lambda: obs.log().count("count 12") == 6, "“count 12” once more")
    assert not obs.complaints()


def test_obs_ends_quickly_while_reading(start, picture):
    script = start([picture], reading(), probe=False)
    script.wait_for_text("stars", "12")
    script.obs.quit()  # raises where OBS hangs
    assert "Unloaded python script" in script.obs.log()
