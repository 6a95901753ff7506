"""The simulated player before a camera: pictures, frames, and what truly happens in them."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from star_counter.hud import COUNTER, JP, PAL, US, WHOLE_HUD
from star_counter.reading.frame import GAME_SIZE
from star_counter.reading.reader import Reader
from tools.simulation.camera import QUALITIES, Camera, random_placement
from tools.simulation.codec import Stream
from tools.simulation.drawing.artist import Artist, Drawn, Hud
from tools.simulation.drawing.scenery import PLACES, Places
from tools.simulation.moment import Moment
from tools.simulation.play import Play
from tools.simulation.story.script import Script
from tools.simulation.story.tape import Cover, Tick
from tools.simulation.truth import Truth
from training.rendering import counter
from training.rendering.glyphs import Alphabet
from training.rendering.samples import Placement

LEFT, TOP, WIDTH, HEIGHT = map(int, COUNTER)
CORNER = np.s_[TOP : TOP + HEIGHT, LEFT : LEFT + WIDTH]


@pytest.fixture(scope="module")
def places() -> Places:
    return Places(seed=0)


@pytest.fixture(scope="module")
def artist(places) -> Artist:
    return Artist(places)


# Pictures


def test_no_place_is_a_screen_by_itself(places):
    for name in PLACES:
        for clock in range(0, 2000, 37):
            assert Moment.of(Drawn(places[name].draw(clock), None)).screen is None, (name, clock)


@pytest.mark.parametrize(("name", "lowest", "highest"), [("abyss", 0, 25), ("blizzard", 230, 255)])
def test_some_places_are_nearly_black_or_white_behind_the_counter(places, name, lowest, highest):
    corners = np.stack([places[name].draw(clock)[CORNER] for clock in range(0, 900, 90)])
    assert lowest <= np.percentile(corners, 5) and np.percentile(corners, 95) <= highest


def test_gold_passes_behind_the_counter(places):
    corners = np.stack([places["gold"].draw(clock)[CORNER] for clock in range(0, 500, 5)]).astype(int)
    red, green, blue = corners.mean(axis=(1, 2)).T
    assert (red > green).all() and (green > blue + 40).all()
    assert red.std() > 2  # it moves


@pytest.mark.parametrize("layout", [US, JP, PAL])
@pytest.mark.parametrize("count", [0, 42, 120])
def test_the_counter_is_drawn_where_the_version_has_it(places, layout, count):
    drawn = Artist(places, Hud(layout)).draw(Tick("lake", 5, True, count))
    characters = counter.star_counter(count, layout) + counter.lives_counter(4, layout.top)
    expected = counter.draw(characters, Alphabet.drawn(), WHOLE_HUD)
    is_ink = expected[..., 3] > 0.5
    assert drawn.count == count
    assert (drawn.picture[is_ink] == expected[is_ink][:, :3].astype(np.uint8)).all()


@pytest.mark.parametrize("shape", ["circle", "star", "cap", "horns"])
def test_a_shaped_fade_covers_the_corner_before_the_centre(artist, shape):
    moments, pictures = [], []
    for step in range(33):
        drawn = artist.draw(Tick("snow", 5, True, 64, cover=Cover("black", shape, step / 32)))
        moments.append(Moment.of(drawn))
        pictures.append(drawn.picture)
    assert moments[0].count == 64
    assert pictures[0].any(axis=2).mean() == 1  # nothing is covered yet
    covered = next(step for step, picture in enumerate(pictures) if not picture[CORNER].any())
    assert 9 <= 32 - covered <= 22  # 0.3 to 0.7 s
    assert pictures[covered][110:130, 150:170].any()
    seen = [moment.count for moment in moments]
    last_seen = max(step for step, count in enumerate(seen) if count == 64)
    assert last_seen < covered and None not in seen[:last_seen]
    assert moments[-1] == Moment(None, "black", True, is_fading=True)


def test_a_plain_fade_hides_the_counter_near_its_end(artist):
    def moment(done: float) -> Moment:
        return Moment.of(artist.draw(Tick("lake", 5, True, 64, cover=Cover("white", "plain", done))))

    assert [moment(done).count for done in (0, 0.5, 0.87, 0.9, 1)] == [64, 64, 64, None, None]
    assert [moment(done).screen for done in (0.5, 0.8, 0.98, 1)] == [None, None, "white", "white"]


def test_the_pause_menu_darkens_the_counter(artist):
    plain = artist.draw(Tick("lake", 5, True, 64)).picture[CORNER].astype(float)
    paused = artist.draw(Tick("lake", 5, True, 64, overlay="pause")).picture[CORNER]
    assert paused.mean() == pytest.approx(plain.mean() * 145 / 255, rel=0.02)


def around_a_star(run: str, seconds: float, camera: Camera | None = None, seed: int = 4) -> Play:
    """The middle of these seconds of the run is a star that ends a course."""
    play = Play(run, camera, seed)
    touched = next(number for number, tick in enumerate(play.ticks()) if tick.star_in == 1)
    return Play(run, camera, seed, seconds, start=touched / play.camera.tick_rate - seconds / 2)


def test_what_is_seen_agrees_with_the_pixels():
    sprites, seen = Alphabet.drawn(), set()
    for _, picture, moment in itertools.islice(around_a_star("16", 12).pictures(), 0, None, 2):
        for colour, level, share in (("black", 0, 0.5), ("white", 255, 0.9)):
            is_near = (np.abs(picture.astype(np.int16) - level) <= 20).all(axis=2)
            is_screen = bool(is_near[CORNER].all() and is_near.mean() >= share)
            assert is_screen == (moment.screen == colour)
            assert bool(is_screen and is_near.all()) == (moment.is_full and moment.screen == colour)
        if moment.count is not None:
            seen.add(moment.count)
            digits = counter.draw(counter.star_counter(moment.count)[1:], sprites, WHOLE_HUD)
            is_ink = digits[..., 3] > 0.5
            shown, ink = picture[is_ink].astype(float), digits[is_ink][:, :3].astype(float)
            assert np.corrcoef(shown.ravel(), ink.ravel())[0, 1] > 0.95
    assert len(seen) >= 2


# Truth


def told(*moments: tuple[Moment, int], fps: float = 10) -> list[tuple]:
    """The events of moments that last so many frames: kind, frame, and what else they have."""
    truth = Truth()
    shown = itertools.chain.from_iterable([moment] * frames for moment, frames in moments)
    for number, moment in enumerate(shown):
        truth.show(number, number / fps, moment)
    for event in truth.events:
        assert event["time"] == event["frame"] / fps
    return [
        tuple(value for key, value in event.items() if key not in ("time", "known")) for event in truth.events
    ]


def sees(count: int | None) -> Moment:
    return Moment(count, None, False)


BLACK, FULLY_BLACK = Moment(None, "black", False), Moment(None, "black", True)


def test_the_first_count_a_star_and_a_jump():
    assert told((sees(None), 30), (sees(3), 5), (sees(4), 5), (sees(9), 5)) == [
        ("count", 30, None, 3), ("star", 35, 3, 4, "castle"), ("count", 40, 4, 9),
    ]  # fmt: skip


def test_a_reset_needs_ten_seconds_without_a_counter_and_another_count_before():
    assert told((sees(3), 1), (sees(None), 100), (sees(0), 1))[-1] == ("reset", 101, 3, 0)
    assert told((sees(3), 1), (sees(None), 99), (sees(0), 1))[-1] == ("count", 100, 3, 0)
    assert told((sees(0), 1), (sees(None), 100), (sees(0), 1))[-1] == ("appeared", 101)


def test_a_counter_vanishes_when_it_is_gone_for_longer_than_a_blink():
    assert told((sees(3), 5), (sees(None), 7), (sees(3), 5)) == [("count", 0, None, 3)]
    assert told((sees(3), 5), (sees(None), 8), (sees(3), 5)) == [
        ("count", 0, None, 3), ("vanished", 5), ("appeared", 13),
    ]  # fmt: skip
    assert told((sees(3), 5), (sees(None), 8))[-1] == ("vanished", 5)


def test_a_screen_tells_by_itself_that_it_hides_the_counter():
    kinds = [
        event[0] for event in told((sees(3), 5), (sees(None), 2), (BLACK, 3), (sees(None), 30), (sees(3), 1))
    ]
    assert kinds == ["count", "black", "black_end", "appeared"]


def test_a_screen_begins_is_full_and_ends():
    assert told((sees(None), 5), (BLACK, 3), (FULLY_BLACK, 4), (BLACK, 2), (sees(None), 1)) == [
        ("black", 5), ("black_full", 8), ("black_end", 14, 5, 13),
    ]  # fmt: skip
    white = Moment(None, "white", True)
    assert told((white, 2), (FULLY_BLACK, 2)) == [
        ("white", 0), ("white_full", 0), ("white_end", 2, 0, 1), ("black", 2), ("black_full", 2),
    ]  # fmt: skip


def test_a_screen_of_one_frame_is_none():
    assert told((sees(None), 5), (FULLY_BLACK, 1), (sees(None), 5)) == []


def test_a_run_begins_again_with_a_reset():
    play = Play("16", seed=next(seed for seed in range(20) if _starts_twice(seed)), seconds=150)
    for _ in play.pictures():
        pass
    kinds = [event["event"] for event in play.events]
    assert kinds.count("reset") == 1
    assert kinds.index("count") < kinds.index("star") < kinds.index("reset")


def _starts_twice(seed: int) -> bool:
    ticks = list(Play("16", seed=seed, seconds=150).ticks())
    places = [place for place, _ in itertools.groupby(tick.place for tick in ticks)]
    counts = [tick.count for tick in ticks if tick.count is not None and not tick.is_demo]
    return places.count("logo") == 2 and max(counts) > 0 and counts[-1] == 0


# Camera


def ticks(number: int) -> list[Tick]:
    run = Script("lake", count=3)
    run.play(number)
    return run.taken()


@pytest.mark.parametrize("fps", [25, 30, 50, 60])
def test_a_capture_shows_each_tick_once_or_twice(fps):
    run = ticks(100)
    shown = list(Camera(fps=fps).shown(run))
    assert [time for time, _ in shown] == pytest.approx([number / fps for number in range(len(shown))])
    each = 1 if fps < 50 else 2
    assert [tick for _, tick in shown] == [tick for tick in run for _ in range(each)]
    assert Camera(fps=fps).version == (PAL if fps in (25, 50) else US)


def test_dropped_frames_leave_gaps_and_doubled_ones_show_the_tick_before():
    run = ticks(3000)
    shown = list(Camera(dropped=0.1, doubled=0.05, seed=1).shown(run))
    assert 1 - len(shown) / 3000 == pytest.approx(0.1, abs=0.02)
    assert all(earlier < later for (earlier, _), (later, _) in itertools.pairwise(shown))
    late = [round(time * 30) - tick.clock for time, tick in shown]
    assert min(late) == 0
    repeated = sum(before is tick for (_, before), (_, tick) in itertools.pairwise(shown))
    assert repeated / len(shown) == pytest.approx(0.05, abs=0.02)
    assert sum(value > 0 for value in late) == repeated


def test_frames_are_numbered_without_gaps():
    play = Play("demo", Camera(fps=60, dropped=0.2, seed=3), seconds=4)
    frames = list(play.frames())
    assert [frame.number for frame in frames] == list(range(len(frames)))
    assert len(frames) < 4 * 60 * 0.9
    assert frames[-1].time > 3.9
    assert all(earlier.time < later.time for earlier, later in itertools.pairwise(frames))


@pytest.mark.parametrize("wrong", [{"fps": 24}, {"quality": "fine"}, {"fps": 50, "layout": JP}])
def test_a_wrong_camera_is_refused(wrong):
    with pytest.raises(ValueError):
        Camera(**wrong)


def test_misplaced_crops_hold_all_digits_while_they_drift():
    rng = np.random.default_rng(1)
    for layout in (US, JP, PAL):
        fps = 25 if layout is PAL else 30
        start, end = random_placement(layout, rng), random_placement(layout, rng)
        camera = Camera(fps=fps, layout=layout, placement=start, drifts_to=end)
        ways = [camera.placed(time) for time in range(0, 241, 12)]
        assert ways[0] == start and ways[-1].dx == pytest.approx(start.dx)
        assert ways[10].dx == pytest.approx(end.dx)
        for placement in ways:
            assert -8 <= placement.dx <= 5 and -3 <= placement.dy <= 8
            assert 0.85 <= placement.kx <= 1.2 and 0.85 <= placement.ky <= 1.2
            assert all(placement.holds(counter.star_counter(count, layout)) for count in range(121))


def test_a_clean_crop_is_the_pictures_own_pixels():
    play = Play("demo", Camera(seed=1), start=5.5, seconds=1)
    picture = next(play.pictures())[1]
    frame = next(play.frames())
    scale = round(frame.crop.shape[1] / COUNTER.width)
    game = picture.repeat(scale, 0).repeat(scale, 1)
    left, top = round(COUNTER.x * scale), round(COUNTER.y * scale)
    height, width = frame.crop.shape[:2]
    assert (frame.crop == game[top : top + height, left : left + width]).all()
    assert frame.game.shape == (*GAME_SIZE[::-1], 3)


def test_a_misplaced_crop_shows_the_counter_elsewhere():
    def crop(dx: float) -> np.ndarray:
        return next(Play("demo", Camera(placement=Placement(dx=dx)), start=5.5, seconds=1).frames()).crop

    straight, moved = crop(0), crop(-4)
    scale = round(straight.shape[1] / COUNTER.width)
    assert (moved[:, 4 * scale :] == straight[:, : -4 * scale]).all()


@pytest.mark.parametrize("quality", QUALITIES)
def test_the_same_camera_gives_the_same_frames(quality):
    def frames(seed: int) -> list[np.ndarray]:
        play = Play("demo", Camera(quality=quality, dropped=0.05, seed=seed), start=5.5, seconds=1)
        return [pixels for frame in play.frames() for pixels in (frame.crop, frame.game)]

    first, second, other = frames(1), frames(1), frames(2)
    assert all(np.array_equal(*pair) for pair in zip(first, second, strict=True))
    assert len(first) != len(other) or not all(
        np.array_equal(*pair) for pair in zip(first, other, strict=True)
    )


def test_a_stream_is_coded_over_time(artist):
    """What is left of an earlier picture differs from what a first picture leaves."""
    sent = [artist.draw(Tick("cliffs", clock, True, 64)).picture[CORNER] for clock in range(60)]
    stream = Stream(WIDTH, HEIGHT, 30, crf=35)
    late = [stream.send(picture) for picture in sent][-1]
    alone = Stream(WIDTH, HEIGHT, 30, crf=35).send(sent[-1])
    good = Stream(WIDTH, HEIGHT, 30, crf=18).send(sent[-1])
    assert late.shape == sent[-1].shape
    assert not np.array_equal(late, alone)
    error = {
        name: np.abs(arrived.astype(int) - sent[-1]).mean()
        for name, arrived in (("late", late), ("alone", alone), ("good", good))
    }
    assert 0 < error["good"] < error["alone"] < 40 and 0 < error["late"] < 40


@pytest.mark.parametrize("colour", ["black", "white"])
@pytest.mark.parametrize("quality", QUALITIES)
def test_screens_stay_screens_in_every_quality(colour, quality):
    level = {"black": 0, "white": 255}[colour]
    start = {"black": 10.5, "white": 3.3}[colour]
    for seed in range(6):
        play = Play("demo", Camera(quality=quality, seed=seed), start=start, seconds=0.8)
        full = [frame for frame, moment in play.moments() if moment.is_full]
        assert len(full) >= 5
        for frame in full:
            assert abs(float(frame.crop.mean()) - level) < 35
            assert abs(float(frame.game.mean()) - level) < 35


@pytest.mark.parametrize(("fps", "layout", "seed"), [(60, JP, 0), (25, PAL, 1), (30, US, 2)])
def test_the_model_reads_streams(fps, layout, seed):
    rng = np.random.default_rng(seed)
    camera = Camera(
        fps=fps, layout=layout, dropped=0.02, doubled=0.02, quality="stream",
        placement=random_placement(layout, rng), drifts_to=random_placement(layout, rng), seed=seed,
    )  # fmt: skip
    reader, right, shown = Reader(), [], around_a_star("16", 24, camera, seed).moments()
    while batch := list(itertools.islice(shown, 16)):
        readings = reader.read([frame for frame, _ in batch])
        right += [
            reading.best == moment.count
            for reading, (_, moment) in zip(readings, batch, strict=True)
            if moment.count is not None
        ]
    assert len(right) > 10 * fps
    assert np.mean(right) >= 0.99
