"""What the window shows of a text: the text, whatever is in it."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from star_counter.obs.window.markup import LONGEST_LINE, MOST_LINES, as_html, note
from tests.fuzz.outcomes import check_plain, fuzzed

# What Qt does with a text is seen in the real OBS: tests/obs_studio/test_names.py.


class Shown(HTMLParser):
    """What HTML shows: its text, and its tags in their order."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.text = [], ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.text += "\n" if tag == "br" else ""

    def handle_data(self, data):
        self.text += data


@pytest.mark.parametrize(
    "text",
    [
        "12 stars, 99% sure.",
        "a  b\n  indented\n\nend ",
        "<img src='file:///x.png'> & <b>bold</b>",
        "&lt;b&gt; <!-- --> <?xml <!doctype html>",
        "</span><h1>x",
    ],
)
def test_a_text_is_shown_letter_for_letter(text):
    shown = Shown(as_html(text))
    assert shown.text == text
    assert set(shown.tags) <= {"span", "br"} and shown.tags.count("span") == 1


def test_nothing_is_shown_of_nothing():
    assert as_html("") == note("") == ""


@pytest.mark.parametrize("text", ['12 stars, 99 % sure.\n  “Ann\'s”  "WF" > 8', "1.\n2."])
def test_a_note_without_markup_is_the_text_itself(text):
    assert note(text) == text


@pytest.mark.parametrize("text", ["<b>", "1 < 2", "&lt;b&gt;", "one\n<img src=x>"])
def test_a_note_that_could_be_taken_for_markup_is_html(text):
    assert note(text) == as_html(text) != text


def test_what_is_not_seen_is_written_out():
    assert Shown(as_html("a\u202eb\n\0\ud800\x1b[1m")).text == "a\\u202eb\n\\x00\\ud800\\x1b[1m"


def test_long_lines_and_many_are_cut():
    text = "\n".join(["x" * 10_000] * 10_000)
    lines = Shown(as_html(text)).text.split("\n")
    assert lines[-1] == f"… and {10_000 - MOST_LINES} more lines"
    assert set(lines[:-1]) == {"x" * (LONGEST_LINE - 1) + "…"} and len(lines) == MOST_LINES + 1


@fuzzed
@given(st.text(st.characters(codec=None) | st.sampled_from("<>&\"'\n\0\u202e\ud800"), max_size=300))
def test_any_text_begins_with_a_tag_and_has_no_other(text):
    html = as_html(text)
    check_plain(f"_{note(text)}")
    assert note(text) == html or not set(note(text)) & set("<&")
    if text:
        assert re.match("<span [^<>]*>", html)
        assert set(re.findall(r"<[^ >]*", html)) <= {"<span", "<br", "</span"}
        check_plain(f"_{html}")
