"""The logo: how sure it is by the widths of its letters, and what else is none."""

import math

import pytest

from star_counter.tracking.event import Moment
from star_counter.tracking.parts.logo import GROWTH, Logo

#: Wider than the picture: anything may be read.
WIDTHS = [1.0 if width is None else width for width in GROWTH]
BLACK = (0.0, 1.0)
#: How much a width that is as expected speaks for it, a logarithm of odds, and how rare a logo is.
RIGHT, PRIOR = math.log(1 / (0.09 * math.sqrt(2 * math.pi) * 0.15)), math.log(1e-3)


def grown(widths, smeared=()):
    """Pictures of letters this wide; where they are smeared, only their light tells it."""
    pictures = [(width, 0.8) for width in widths]
    for frame in smeared:
        pictures[frame] = (0.0, 1 - 0.4 * widths[frame] ** 2)
    return pictures


def told(pictures, fps=30.0, logo=None, begin=0.0):
    """The logos in these pictures (letters, dark): the frame of each, that which told it, and how sure."""
    logo, found = logo or Logo(), []
    for frame, picture in enumerate(pictures):
        event = logo.update(Moment(frame, begin + frame / fps), *picture)
        if event:
            assert (event.kind, event.rests_on) == ("logo", ("logo",))
            assert event.time == begin + event.frame / fps
            found.append((event.frame, event.decided, pytest.approx(event.sure, abs=1e-9)))
    return found


def sure(*said):
    """By what each new width says."""
    return 1 / (1 + math.exp(-PRIOR - sum(said)))


@pytest.mark.parametrize("rate", [30.0, 25.0])
def test_four_widths_that_are_as_expected_are_a_logo(rate):
    pictures = [BLACK] * 10 + grown(WIDTHS)
    assert told(pictures, rate) == [(10, 14, sure(*[RIGHT] * 4))]
    twice = [picture for picture in pictures for _ in range(2)]
    assert told(twice, 2 * rate) == [(20, 28, sure(*[RIGHT] * 4))]


#: In widescreen the letters' left is cut off.
WIDE = [min(width, 0.33 + width / 2) for width in WIDTHS]
#: What a black picture says where the third letters should be seen; the second ones may be too small.
MISSING = RIGHT - (0.363 / 0.09) ** 2 / 2


@pytest.mark.parametrize("widths", [WIDTHS, WIDE])
@pytest.mark.parametrize(
    ("lost", "decided", "said"),
    [(0, 14, [RIGHT] * 4), (1, 13, [RIGHT] * 4), (2, 14, [RIGHT] * 4), (3, 15, [MISSING, *[RIGHT] * 5])],
)
def test_the_first_two_may_be_lost_and_more_speak_against_it(widths, lost, decided, said):
    assert told([BLACK] * 10 + grown(widths[lost:])) == [(10, decided, sure(*said))]


@pytest.mark.parametrize(("lost", "is_logo"), [(0, True), (1, True), (2, True), (3, False)])
def test_one_black_picture_before_it_is_enough(lost, is_logo):
    found = told([BLACK, *grown(WIDTHS[lost:])])
    assert found == ([(1, [5, 4, 5][lost], sure(*[RIGHT] * 4))] if is_logo else [])
    assert not is_logo or told([(0.05, 0.95), *grown(WIDTHS[lost:])])[0][0] == 0


@pytest.mark.parametrize(
    ("smeared", "decided"),
    [([2], 14), ([4, 5, 6], 14), ([2, 4, 5, 6, 7, 8], 14)],
)
def test_smeared_letters_are_as_wide_as_they_lighten_the_black(smeared, decided):
    found = told([BLACK] * 10 + grown(WIDTHS, smeared))
    assert found == [(10, decided, sure(*[RIGHT] * 4))]


def test_smeared_letters_alone_are_no_logo():
    assert told([BLACK] * 10 + grown(WIDTHS, range(len(WIDTHS)))) == []
    # nor behind others, as where a picture opens from black after the logo
    assert told([(0.78, 0.8)] + [BLACK] * 5 + grown(WIDTHS, range(len(WIDTHS)))) == []


@pytest.mark.parametrize(
    ("light", "decided", "said"),
    [
        (0.021, 14, [RIGHT - ((math.sqrt(0.021 / 0.4) - 0.363) / 0.09) ** 2 / 2, *[RIGHT] * 3]),
        (0.019, 17, [MISSING, *[RIGHT] * 5]),
    ],
)
def test_what_hardly_lightens_the_black_is_black(light, decided, said):
    for before in (1.0, 0.95):  # a layout's mark may lie on the black
        pictures = [(0.0, before - 0.03)] * 9 + [(0.0, before)] + grown(WIDTHS)
        pictures[12] = (0.0, before - light)
        assert told(pictures) == [(10, decided, sure(*said))]


def test_it_is_dated_by_what_is_lighter_than_the_black_before():
    for before, point, first in ((0.96, 0.954, 10), (0.96, 0.956, 11), (0.96, 0.96, 11)):
        pictures = [(0.0, before)] * 10 + [(0.0, point)] + grown(WIDTHS[1:])
        assert told(pictures)[0][:2] == (first, 14)


def test_a_width_that_is_another_one_says_less():
    errors = [0.0, 0.02, 0.05, 0.05, -0.02, 0.0, 0.0, 0.0, 0.0]
    widths = [width + error for width, error in zip(WIDTHS, errors, strict=True)]
    said = [RIGHT - (error / 0.09) ** 2 / 2 for error in errors[1:5]]
    assert told([BLACK] * 10 + grown(widths)) == [(10, 14, sure(*said))]


def test_one_width_says_no_more_than_so_much_against_it():
    widths = [*WIDTHS[:3], 0.01, *WIDTHS[4:]]
    assert told([BLACK] * 10 + grown(widths)) == [(10, 18, sure(*[RIGHT] * 6, -6.0))]


def test_a_picture_that_is_filmed_twice_is_one_witness_for_it_and_two_against():
    twice = [picture for picture in grown(WIDTHS) for _ in range(2)]
    twice[5] = (0.363 + 0.27, 0.8)
    against = RIGHT - 9 / 2
    assert told([BLACK] * 20 + twice, 60.0) == [(20, 28, sure(*[RIGHT] * 4, against))]


@pytest.mark.parametrize(
    ("before", "is_logo"),
    [
        ([(0.07, 0.9)] * 6, True),
        ([(0.0, 0.89)] * 6, False),
        ([(0.08, 1.0)] * 6, False),
        ([BLACK, (0.0, 0.5), BLACK, BLACK], False),
        ([(0.0, 0.5), BLACK, BLACK, BLACK], True),
        ([BLACK], True),
        ([], False),
    ],
)
def test_before_it_all_is_black(before, is_logo):
    assert bool(told([*before, *grown(WIDTHS)])) == is_logo


def test_nothing_is_looked_for_before_the_letters_are_wide():
    assert told([BLACK] * 10 + grown([0.012, 0.114, 0.29]) + [BLACK] * 10) == []


def test_it_is_dated_to_the_first_letters():
    """Small ones are not made out always, but their picture is not all black."""
    for dark, first in ((0.994, 10), (0.995, 11)):
        point = (0.0, dark)
        assert told([BLACK] * 10 + [point] + grown(WIDTHS[1:]))[0][:2] == (first, 14)
    lighter = [(0.0, 0.99)] * 5
    assert told([BLACK] * 10 + lighter + grown(WIDTHS[1:]))[0][:2] == (13, 18)
    assert told([BLACK] * 10 + [(0.01, 1.0)] * 2 + grown(WIDTHS))[0][:2] == (10, 16)


@pytest.mark.parametrize(("pause", "logos"), [(50, 1), (70, 2)])
def test_what_grows_soon_after_it_is_the_same_one(pause, logos):
    one = [BLACK] * 10 + grown([*WIDTHS, *[0.788] * 90])
    assert len(told(one + [BLACK] * pause + grown(WIDTHS))) == logos


def test_times_that_go_back_end_nothing():
    logo = Logo()
    for time, letters in ((100.0, 0.4), (100.1, 0.0), (100.6, 0.0), (100.4, 0.0)):
        assert logo.update(Moment(0, time), letters, 0.8) is None
