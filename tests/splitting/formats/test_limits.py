"""What no real route reaches is refused, at once and in one sentence."""

import json
import threading
import tracemalloc

import pytest

from star_counter.problem import Problem
from star_counter.splitting.formats import limits, route_files
from star_counter.splitting.formats.route_files import convert, load, parse
from star_counter.splitting.formats.segment_names import from_names
from star_counter.splitting.formats.toml import EXAMPLE
from star_counter.splitting.route import BY_HAND, Route, Split
from tests import posix
from tests.fuzz.outcomes import outcome


def splits_file(*segments, before=""):
    return f"<Run>{before}<Segments>{''.join(segments)}</Segments></Run>"


def segments(number, name="a (5)"):
    return splits_file(*[f"<Segment><Name>{name}</Name></Segment>"] * number)


def as64(number):
    return '{"__route__": true, "splits": [' + ",".join(["{}"] * number) + "]}"


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("a.lss", segments(8000), "more than 1000 splits"),
        ("a.route", '{"Splits": "' + "1," * 60_000 + '1"}', "more than 1000 splits"),
        ("a.route", '{"fadeout_splits": [' + "1," * 700 + '1], "fadeout_amounts": [' + "1," * 700 + "1],"
         '"immediate_splits": [' + "1," * 700 + "1]}", "more than 1000 splits"),
        ("a.as64", as64(20_000), "more than 1000 splits"),
        ("a.as64", "\n".join(f"[split.s{number}]" for number in range(12_000)), "more than 1000 splits"),
        ("a.toml", 'title = "t"\n' + '[[split]]\nname = "a"\n' * 5000, "more than 1000 splits"),
        ("a.toml", "[" + "a." * 100_000 + "a]", "too many dots"),
        ("a.toml", "\n".join(["a." * 4000 + "a = 1"] * 20), "too many dots"),
        ("a.toml", "x = {" + '"\\"" . ' * 30_000 + "a = 1}", "too many dots"),
        ("a.toml", "x = 1\ny = {a = " + "'b'." * 30_000 + "c}", "line 2: a name there has too many dots"),
        ("a.toml", "x = 'a' # \" 'b'\n" + "'b'." * 30_000 + "c = 1", "line 2: a name there has too many"),
        ("a.toml", 'x = {a = """\n\'""", ' + "b." * 4000 + "b = 1, c = '.'}", "too many dots"),
        ("a.toml", 'x = = """\n' + ("a." * 4000 + "a = 1\n") * 20 + '"""', "line 2: a name there has"),
        ("a.toml", '"\\"' * 100_000 + "a." * 4000 + "a = 1", "too many dots"),
        ("a.toml", "x = 1\nx = " + "1" * 200_000, "line 2: the number there is too long"),
        ("a.toml", "x = [" + "1," * 200_000 + "]", "more values than any route"),
        ("a.toml", "x = " + "[" * 200_000, "more values than any route"),
        ("a.toml", "#\n" * 400_000, "more values than any route"),
        ("a.toml", "".join(f"a{number} = 1\n" for number in range(10_000)), "more than 10 errors"),
        ("a.toml", "[split]\n" * 20_000, "more than 10 errors"),
        ("a.toml", "?\n" * 20_000, "errors"),
        ("a.route", "1" * 200_000, "line 1: the number there is too long"),
        ("a.route", '{"Splits":\n-1' + "0" * 200_000 + "}", "line 2: the number there is too long"),
        ("a.route", '{"a":' * 100_000, "nested too deeply"),
        ("a.toml", "#" * 1_000_001, "too large"),
        ("a.route", " " * 1_000_001, "too large"),
    ],
)  # fmt: skip
def test_a_file_beyond_them_is_refused_at_once(name, text, told):
    problem = outcome(lambda: parse(text.encode(), name), 0)
    assert isinstance(problem, Problem)
    assert told in str(problem)
    assert name in str(problem)


@pytest.mark.parametrize("name", ["a." * 50, "'''\"#\\a." * 12, "[{=," * 25, "1" * 100])
def test_what_names_and_comments_say_is_not_counted(name):
    route = Route(name, (Split(name, None, BY_HAND),) * 1000)
    text, _ = convert(route, "toml")
    assert parse(f"# {name * 10}\n{text}".encode(), "my.toml").splits == route.splits


def test_files_of_livesplit_may_be_larger_but_not_endless():
    history = '<Time id="1"><RealTime>00:00:12.3450000</RealTime></Time>'
    segment = f"<Segment><Name>a</Name><SegmentHistory>{history * 20_000}</SegmentHistory></Segment>"
    assert len(load_lss(splits_file(*[segment] * 10)).splits) == 10
    icons = "<GameIcon><![CDATA[" + "QUJD" * 1_000_000 + "]]></GameIcon>"
    assert len(load_lss(splits_file("<Segment/>", before=icons)).splits) == 1
    assert "more in it than any" in str(load_lss(splits_file("<a/>" * limits.MOST_ELEMENTS)))
    for long in ("<!--" + "a" * 30_000_000 + "-->", "<a " + 'a="1" ' * 4_000_000 + "/>"):
        data = splits_file(before=long).encode()
        assert "longer tag than any" in str(outcome(lambda data=data: parse(data, "my.lss"), 0))
    assert "too large" in str(load_lss(splits_file(before=" " * limits.LARGEST_LSS)))


def test_many_names_of_a_timer_are_understood_in_little_time():
    route = outcome(lambda: from_names(["a (5)"] * 8000), 0)
    assert not any(split.stars for split in route.splits)
    assert len(route.notes) == 1


def load_lss(text):
    data = text.encode()
    return outcome(lambda: parse(data, "my.lss"), len(data))


def test_a_route_at_the_limit_is_read():
    text = 'title = "t"\n' + '[[split]]\nname = "a"\nafter = "by hand"\n' * limits.MOST_SPLITS
    counts = ",".join(str(number // 99) for number in range(limits.MOST_SPLITS))
    fades = ",".join(["1"] * limits.MOST_SPLITS)
    files = {
        "a.toml": text,
        "a.lss": segments(limits.MOST_SPLITS),
        "a.route": json.dumps({"Splits": counts, "Fadeout counts": fades}),
    }
    for name, written in files.items():
        assert len(parse(written.encode(), name).splits) == limits.MOST_SPLITS


def marks(number):
    """A route with so many marks in it, most of them ends of lines; an X is none, nor what a comment says."""
    text = 'title = "16 stars" #,{\n[[split]]\nafter = "by hand"\nname = """XXX"""'
    return text + "\n" * (number - sum(map(text.count, "\n=[")))


def test_marks_are_counted_up_to_the_limit():
    assert parse(marks(limits.MOST_MARKS).encode(), "my.toml").title == "16 stars"
    with pytest.raises(Problem, match=r"^my\.toml has more values than any route: choose another file\.$"):
        parse(marks(limits.MOST_MARKS + 1).encode(), "my.toml")


@pytest.mark.parametrize(("letters", "told"), [(99_999, 2), (100_000, 1), (200_001, 1)])
def test_the_longer_a_file_the_fewer_of_its_errors_are_looked_for(letters, told):
    text = "?\n?\n?\n#"
    with pytest.raises(Problem) as problem:
        parse(text.ljust(letters, "#").encode(), "my.toml")
    assert len(str(problem.value).splitlines()) == 1 + told


def test_a_file_as_large_as_any_is_read(tmp_path, monkeypatch):
    text = '{"Splits": "1"}'.ljust(limits.LARGEST_TEXT)
    assert len(parse(text.encode(), "my.route").splits) == 1
    path = tmp_path / "my.lss"
    path.write_text(segments(3), "utf-8")
    monkeypatch.setattr(route_files, "LARGEST_LSS", path.stat().st_size)
    assert len(load(path).splits) == 3
    monkeypatch.setattr(route_files, "LARGEST_LSS", path.stat().st_size - 1)
    with pytest.raises(Problem, match=r"^my\.lss is too large for a route: choose another file\.$"):
        load(path)


def test_dots_are_counted_in_names_alone():
    dots = "e.g. Mr. X. Y. ... a.b.c.d, 1.2.3.4 and 'a'.\\\"b\\\"."
    title = f'title = "{dots}"  # {dots}\n'
    assert parse((title + EXAMPLE.partition("\n")[2]).encode(), "a.toml").title.startswith("e.g. Mr. X.")


@pytest.mark.parametrize("size", [limits.LARGEST_TEXT + 1, 10**9])
def test_a_file_that_is_too_large_is_told(tmp_path, size):
    path = tmp_path / "my.toml"
    with path.open("wb") as file:
        file.truncate(size)
    tracemalloc.start()
    with pytest.raises(Problem, match="too large"):
        load(path)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 4 * limits.LARGEST_LSS  # no more of it is read


def test_what_is_no_file_is_not_waited_for(tmp_path):
    pipe = tmp_path / "my.toml"
    posix.mkfifo(pipe)
    told = []

    def read(path):
        with pytest.raises(Problem) as problem:
            load(path)
        told.append(str(problem.value))

    for path in (pipe, "/dev/zero", "/dev/tty", tmp_path):
        thread = threading.Thread(target=read, args=(path,), daemon=True)
        thread.start()
        thread.join(10)
    assert len(told) == 4
    assert all("is no file: choose a route file." in text for text in told)


def test_a_link_to_itself_is_told(tmp_path):
    posix.own_words()
    path = tmp_path / "my.toml"
    posix.link(path, path)
    with pytest.raises(Problem, match="cannot be opened"):
        load(path)
