"""What OBS has written down, as the doctor reads it: somebody else may have written there, too."""

import json
import tempfile
import unicodedata
from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st

from star_counter.doctor.obs_studio import Studio
from star_counter.doctor.page import Line, Private, page
from tests.fuzz.outcomes import fuzzed, outcome

TEXTS = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("[]=\n#;%\\/"))
KEYS = st.sampled_from(["sources", "groups", "modules", "scripts-tool", "name", "path", "settings"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS | st.just("mario64_star_counter.py"),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)
SOME = "[General]\nLastVersion={0}\n[Basic]\nSceneCollectionFile=x\n[Python]\nPath64bit={0}"
INI = st.one_of(TEXTS, TEXTS.map(SOME.format), st.just("[Basic]\nSceneCollectionFile=x\n"))


@fuzzed
@given(INI, VALUES)
@example("[General]\nLastVersion=" + "9" * 5000, {})
@example("[Basic]\nSceneCollectionFile=../x\0", {})
def test_files_of_obs(ini, kept):
    with tempfile.TemporaryDirectory() as folder:
        scenes = Path(folder, "basic", "scenes")
        scenes.mkdir(parents=True)
        (scenes / "x.json").write_text(json.dumps(kept), encoding="utf-8")
        Path(folder, "global.ini").write_text(ini, encoding="utf-8")
        studio = Studio(Path(folder))
        found = outcome(lambda: (studio.version, studio.collection()), len(ini))
    shown = page([Line("OBS", f"{found}\n{ini}")], Private("/home/ann", {"ann": "(user)"}))
    assert not {unicodedata.category(letter) for letter in shown if letter != "\n"} & {"Cc", "Cs"}


@fuzzed
@given(TEXTS, st.sampled_from(["/home/ann", "C:\\\\Users\\\\ann", "/", "", "~"]))
def test_what_is_private_is_left_out_of_any_text(text, home):
    private = Private(home, {"ann.b+c": "(user)"})
    shown = outcome(lambda: page([Line("x", f"{text} ann.b+c {text} 10.1.2.3 {text}")], private), len(text))
    assert "10.1.2.3" not in shown or text[:1] in "0123456789." or text[-1:] in "0123456789."
    assert " ann.b+c " not in shown
