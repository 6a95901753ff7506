"""Mutants of a tiny room: what its tests notice, what they do not, and what is said of it."""

import pytest

from star_counter.problem import Problem
from tools.mutants.__main__ import main, tell
from tools.mutants.trial import Mutant, Outcome, run

SHOP = """\
MOST = 3

class Basket:
    def is_large(self, count):
        return count > 10

    @property
    def price(self):
        return 2 + 2
"""
LARGER = Mutant("shop.Basket.is_large", "return count > 10", "return count >= 10")
ELEVEN = Mutant("shop.Basket.is_large", "return count > 10", "return count > 11")


@pytest.fixture
def root(tmp_path):
    """A project of one file."""
    for folder in ("town", "tests"):
        (tmp_path / folder).mkdir()
    (tmp_path / "pyproject.toml").write_text("[tool.pytest.ini_options]\nxfail_strict = true\n")
    (tmp_path / "town" / "__init__.py").write_text("")
    (tmp_path / "town" / "shop.py").write_text(SHOP)
    return tmp_path


def write_test(root, *asserted):
    body = "".join(f"    assert {one}\n" for one in asserted)
    test = f"from town.shop import Basket\n\n\ndef test_large():\n    is_large = Basket().is_large\n{body}"
    (root / "tests" / "test_shop.py").write_text(test)


def test_what_no_test_notices_is_found(root):
    write_test(root, "is_large(11)", "not is_large(10)")
    (root / "tests" / "test_shop.py").rename(root / "tests" / "test_slow.py")
    write_test(root, "is_large(11)", "not is_large(1)")
    room = {"files": ["shop.py"], "tests": ["tests"], "left_out": ["tests/test_slow.py::test_large"]}
    outcome = run(room, root, "town", root / "stage")
    assert outcome == Outcome(2, 0, [LARGER], "functions with a decorator: 1, constants: 1")


def test_tests_that_fail_already_are_told(root):
    write_test(root, "is_large(20)", "not is_large(11)")
    with pytest.raises(Problem, match=r"mutmut gave up in .*stage: see what it says above"):
        run({"files": ["shop.py"], "tests": ["tests"]}, root, "town", root / "stage")


def test_a_test_that_is_not_found_by_its_name_is_told(root):
    """Its name changes from one run to the next in one process: it would notice every mutant."""
    (root / "tests" / "test_shop.py").write_text(
        "import pytest\nfrom town.shop import Basket\n\n\n"
        "@pytest.mark.parametrize('count', [11], ids=lambda count: 'a\\\\b')\n"
        "def test_large(count):\n    assert Basket().is_large(count)\n"
    )
    with pytest.raises(Problem, match="mutmut gave up"):
        run({"files": ["shop.py"], "tests": ["tests"]}, root, "town", root / "stage")


def entry(mutant):
    return {
        "function": mutant.function,
        "before": mutant.before,
        "after": mutant.after,
        "because": "so it is",
    }


@pytest.mark.parametrize(
    ("mutants", "survivors", "named", "is_good", "told"),
    [
        (
            100,
            [],
            [],
            True,
            "100 mutants, 100 noticed (100.0%, 0 by tests without end), 0 equal in effect, 0 not noticed",
        ),
        (
            100,
            [LARGER],
            [LARGER],
            True,
            "is_large: equal in effect: so it is\n    - return count > 10\n    + ",
        ),
        (100, [LARGER, ELEVEN], [LARGER], False, "is_large: NOT NOTICED\n    - return count > 10\n    + "),
        (100, [], [LARGER], True, "is_large: is no survivor any more: take it out of rooms/shop.toml\n"),
        (
            10,
            [LARGER],
            [LARGER],
            False,
            "10 mutants, 9 noticed (90.0%, 0 by tests without end), 1 equal in effect, 0 not noticed",
        ),
    ],
)
def test_what_is_said_of_a_room(capsys, mutants, survivors, named, is_good, told):
    outcome = Outcome(mutants, 0, survivors, "nothing")
    assert tell("shop", outcome, [entry(one) for one in named]) == is_good
    assert told in capsys.readouterr().out


def test_an_unknown_room_is_told(capsys):
    with pytest.raises(SystemExit):
        main(["kitchen"])
    assert "there is no room kitchen: the rooms are belief, " in capsys.readouterr().err
