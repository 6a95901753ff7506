"""The oldest and the newest packages that the plugin is allowed: where they come from."""

import pytest

from export import runtime
from export.runtime import NEWEST, OLDEST, Runtime
from star_counter.problem import Problem


@pytest.fixture
def no_network(monkeypatch, tmp_path):
    """uv finds no server, asks for the list of versions each time, and gives up at once."""
    config = tmp_path / "uv.toml"
    config.write_text(
        '[[index]]\nurl = "https://pypi.org/simple"\ndefault = true\ncache-control = {api = "max-age=0"}\n'
    )
    monkeypatch.setenv("UV_CONFIG_FILE", str(config))
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")  # the discard port: nothing listens
    monkeypatch.setenv("UV_HTTP_RETRIES", "0")


def test_a_runtime_needs_no_network_twice(request):
    version = Runtime(NEWEST).version
    request.getfixturevalue("no_network")
    assert Runtime(NEWEST).version == version


def test_packages_that_cannot_be_had_are_a_sentence(no_network, monkeypatch, tmp_path):
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "cache"))
    with pytest.raises(Problem, match=r"onnxruntime.* cannot be had .* look at the network"):
        Runtime(OLDEST)


def test_a_missing_uv_is_a_sentence(monkeypatch, tmp_path):
    monkeypatch.setattr(runtime, "_ROOT", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Problem, match="run `tools/install-uv` first"):
        Runtime(OLDEST)
