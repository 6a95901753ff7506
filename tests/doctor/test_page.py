"""The page that `star-counter doctor` prints: what is in it, and what is not."""

import pytest

from star_counter import __version__
from star_counter.doctor.page import Line, Private, page, shortened

ANN = Private("/home/ann", {"ann": "(user)", "ann-pc": "(this computer)", "timer.lan": "(another computer)"})


def test_a_line_for_each_thing_and_how_many_are_not_well():
    lines = [
        Line("Python", "3.11.2, in /usr"),
        Line("numpy", "none, and 1.26 or newer is needed: press it.", False),
        Line("Timer", "it is silent.\n1 command waits.", False),
    ]
    assert page(lines, Private()).splitlines() == [
        f"Star counter {__version__}: 2 of 3 lines are not well.",
        "ok        Python: 3.11.2, in /usr",
        "NOT WELL  numpy: none, and 1.26 or newer is needed: press it.",
        "NOT WELL  Timer: it is silent.",
        "            1 command waits.",
    ]


@pytest.mark.parametrize(
    ("well", "verdict"), [([True, True], "all is well."), ([True, False], "1 of 2 lines is not well.")]
)
def test_the_verdict(well, verdict):
    first = page([Line("x", "y", is_well) for is_well in well], Private()).splitlines()[0]
    assert first == f"Star counter {__version__}: {verdict}"


def test_what_is_not_seen_is_written_out():
    assert page([Line("Source", "“a\u202eb\x1b”")], Private()).endswith("Source: “a\\u202eb\\x1b”")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("/home/ann/models/a.onnx", "~/models/a.onnx"),
        ("in /home/ann: choose", "in ~: choose"),
        ("/home/anna/a.onnx", "~/a.onnx"),
        ("/home/bob.smith/x", "~/x"),
        ("/media/ann/usb", "/media/(user)/usb"),
        ("/mnt/backup_ann_2024/x", "/mnt/backup_(user)_2024/x"),
        ("planned, Annapolis", "planned, Annapolis"),
        ("Ann's video", "(user)'s video"),
        ("C:\\Users\\Bob Smith\\AppData\\Local", "~\\AppData\\Local"),
        ("\\\\nas\\videos\\run.mp4", "\\\\…\\videos\\run.mp4"),
        ("ann-pc", "(this computer)"),
        ("LiveSplit at timer.lan:16834", "LiveSplit at (another computer):16834"),
        ("192.168.1.20:16834, 8.8.8.8", "(an address):16834, (an address)"),
        ("127.0.0.1:16834, 127.1.2.3, [::1]:80", "127.0.0.1:16834, 127.1.2.3, [::1]:80"),
        ("[fe80::1ff:fe23:4567:890a]:80, 2001:db8::7", "[(an address)]:80, (an address)"),
        ("http://ann:s3cret@index.example/simple", "http://…@index.example/simple"),
        ("OBS 30.0.2, onnxruntime 1.20.1, 12:30:05", "OBS 30.0.2, onnxruntime 1.20.1, 12:30:05"),
        ("“game”: 640×480 pixels", "“game”: 640×480 pixels"),
    ],
)
def test_what_is_private_is_left_out(text, shown):
    assert shortened(text, ANN) == shown


@pytest.mark.parametrize(
    ("home", "text", "shown"),
    [
        ("C:\\Users\\Jörg", "C:\\Users\\Jörg\\a.onnx", "~\\a.onnx"),
        ("C:\\Users\\Jörg", "c:/users/jörg/a.onnx", "~/a.onnx"),
        ("D:\\Profile\\Jörg", "D:\\Profile\\Jörg\\AppData", "~\\AppData"),
        ("/root", "/root/x, /rooted", "~/x, /rooted"),
        ("/Users/ann", "/Users/ann/Library", "~/Library"),
        ("/", "/usr/bin", "/usr/bin"),
    ],
)
def test_a_home_on_any_system(home, text, shown):
    assert shortened(text, Private(home)) == shown
