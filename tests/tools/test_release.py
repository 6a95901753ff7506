"""The zip that players install: what is in it, and its pages."""

import calendar
import hashlib
import io
import os
import posixpath
import re
import subprocess
import sys
import zipfile
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath

import pytest

import tools.release.__main__
from star_counter import __version__
from star_counter.packages.wheels import BESIDE, Place
from star_counter.packages.wheels import wanted as wanted_on
from star_counter.problem import Problem
from tools.release.archive import NAME, ROOT, build
from tools.release.page import anchor, page
from tools.release.wheels import fetched, of_windows

PNG = b"\x89PNG"


@pytest.fixture(scope="module")
def archive():
    return zipfile.ZipFile(io.BytesIO(build()))


@pytest.fixture
def repository(tmp_path):
    """A small repository with all that belongs in a release."""
    for name, content in {
        "obs_plugin/mario64_star_counter.py": b"import star_counter\n",
        "obs_plugin/star_counter/__init__.py": b"",
        "models/star_counter.onnx": b"model",
        "models/camera.onnx": b"camera",
        "models/README.md": b"# The model",
        "docs/obs.png": PNG,
        "docs/setup.md": b"# Setting up\n\n[Stars](../README.md)\n",
        "tests/test_all.py": b"",
        "LICENSE": b"MIT",
        "README.md": b"# Stars\n\n![OBS](docs/obs.png)\n",
        "SECURITY.md": b"# Security\n",
    }.items():
        write(tmp_path / "star counter" / name, content)
    return commit(tmp_path / "star counter")


def write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def commit(folder):
    author = ["-c", "user.name=Ann", "-c", "user.email=ann@example.org", "-c", "commit.gpgSign=false"]
    for command in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "--message", "All"]):
        subprocess.run(["git", "-C", str(folder), *author, *command], check=True)
    return folder


def names(content):
    return zipfile.ZipFile(io.BytesIO(content)).namelist()


# What is in the zip.


def test_holds_what_a_player_needs(archive):
    """Every file beside those of the package by its name, and no kind of file that is not meant."""
    inside = {PurePosixPath(name).relative_to(NAME) for name in archive.namelist()}
    package = {path for path in inside if path.parts[0] == "star_counter"}
    assert {str(path) for path in inside - package} == {
        "LICENSE",
        "README.html",
        "SECURITY.html",
        *(
            f"docs/{page}.html"
            for page in ("command", "development", "routes", "setup", "timers", "training")
        ),
        "mario64_star_counter.py",
        "models/README.html",
        "models/camera.onnx",
        "models/star_counter.onnx",
    }
    suffixes = {path.suffix for path in package}
    assert suffixes == {".py", ".css", ".html", ".j2", ".js", ".png", ".toml", ".txt"}
    assert {str(path.parent) for path in package} == {
        "star_counter",
        "star_counter/cli",
        "star_counter/cli/many",
        "star_counter/cli/played",
        "star_counter/cli/videos",
        "star_counter/dataset",
        "star_counter/doctor",
        "star_counter/journal",
        "star_counter/locate",
        "star_counter/obs",
        "star_counter/obs/bridge",
        "star_counter/obs/finding",
        "star_counter/obs/window",
        "star_counter/packages",
        "star_counter/reading",
        "star_counter/tracking",
        "star_counter/tracking/parts",
        "star_counter/recording",
        "star_counter/splitting",
        "star_counter/splitting/formats",
        "star_counter/splitting/routes",
        "star_counter/timers",
    }
    assert not any("test" in str(path) for path in inside)


def test_the_files_are_those_of_the_repository(archive):
    for name in set(archive.namelist()) - set(pages(archive)):
        inside = name.removeprefix(f"{NAME}/")
        home = ROOT if inside.startswith(("models/", "LICENSE")) else ROOT / "obs_plugin"
        assert archive.read(name) == (home / inside).read_bytes()


def test_holds_nothing_that_git_does_not_track(repository):
    before = build(repository)
    write(repository / "obs_plugin/star_counter/__pycache__/live.cpython-311.pyc", b"")
    write(repository / "obs_plugin/star_counter/notes.txt", b"")
    write(repository / "docs/notes.md", b"# Notes")
    assert build(repository) == before
    assert names(before) == [
        f"{NAME}/LICENSE",
        f"{NAME}/README.html",
        f"{NAME}/SECURITY.html",
        f"{NAME}/docs/setup.html",
        f"{NAME}/mario64_star_counter.py",
        f"{NAME}/models/README.html",
        f"{NAME}/models/camera.onnx",
        f"{NAME}/models/star_counter.onnx",
        f"{NAME}/star_counter/__init__.py",
    ]


def test_is_the_same_whenever_and_wherever_it_is_built(repository, tmp_path):
    before = build(repository)
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "--quiet", str(repository), str(clone)], check=True)
    for path in clone.rglob("*.py"):
        os.utime(path, (0, 0))
        path.chmod(0o755)
    assert build(clone) == before


def test_a_newer_release_has_newer_files(repository):
    """Python compiles a file anew by its time and size."""
    (entry,) = zipfile.ZipFile(io.BytesIO(build(repository))).infolist()[:1]
    committed = subprocess.check_output(["git", "-C", str(repository), "log", "-1", "--format=%ct"])
    assert 0 <= int(committed) - calendar.timegm(entry.date_time) < 2  # a zip has every other second


def test_the_command_names_it_after_the_version(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(tools.release.__main__, "RELEASES", tmp_path / "release")
    assert tools.release.__main__.main([]) == 0
    path = tmp_path / "release" / f"mario64-star-counter-{__version__}.zip"
    assert path.read_bytes() == build()
    assert str(path) in capsys.readouterr().out


def test_the_one_with_wheels_brings_them_along_as_they_are(repository, tmp_path):
    wheel = tmp_path / "numpy-99-py3-none-any.whl"
    write(wheel, b"PK")
    inside = zipfile.ZipFile(io.BytesIO(build(repository, [wheel])))
    (brought,) = [one for one in inside.infolist() if "wheels/" in one.filename]
    assert brought.filename == f"{NAME}/wheels/numpy-99-py3-none-any.whl"
    assert (inside.read(brought), brought.compress_type) == (b"PK", zipfile.ZIP_STORED)
    assert set(inside.namelist()) - {brought.filename} == set(names(build(repository)))


@pytest.mark.parametrize("python", ["3.10", "3.11", "3.12"])
def test_all_that_windows_needs_is_brought_along(python):
    brought = {url.rpartition("/")[2]: digest for url, digest in of_windows().items()}
    wanted = [wheel for package in wanted_on(Place(python, "win32", "AMD64")) for wheel in package.wheels]
    assert len(wanted) >= 11
    assert {wheel.file: wheel.digest for wheel in wanted}.items() <= brought.items()
    assert any(name.startswith("pip-") for name in brought)


def test_wheels_are_fetched_once_and_checked(tmp_path):
    source, folder = tmp_path / "x-1-py3-none-any.whl", tmp_path / "wheels"
    source.write_bytes(b"right")
    wanted = {source.as_uri(): hashlib.sha256(b"right").hexdigest()}
    (path,) = fetched(wanted, folder)
    assert (path, path.read_bytes()) == (folder / source.name, b"right")
    source.write_bytes(b"wrong")
    assert [*fetched(wanted, folder)] == [path]
    path.write_bytes(b"cut off")
    with pytest.raises(Problem, match=r"whl is not what uv\.lock has: try again"):
        list(fetched(wanted, folder))
    source.unlink()
    with pytest.raises(Problem, match=r"whl cannot be fetched \(.*\): check the network"):
        list(fetched(wanted, folder))


def test_the_wheels_are_looked_for_where_the_zip_has_them():
    assert BESIDE == ROOT / "obs_plugin" / "wheels"  # beside the script, as in the zip


# What hinders it.


def test_outside_of_a_clone(repository):
    (repository / ".git").rename(repository / "no-git")
    with pytest.raises(Problem, match=r"git says “.*”: try again in a clone of the repository"):
        build(repository)


def test_without_git(repository, monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(Problem, match="install git, and try again"):
        build(repository)


def test_without_a_part(repository):
    (repository / "LICENSE").unlink()
    with pytest.raises(Problem, match=r"LICENSE cannot be read \(No such file.*\): get it back"):
        build(repository)


def test_with_a_part_that_git_does_not_track(repository):
    subprocess.run(["git", "-C", str(repository), "rm", "--quiet", "--cached", "LICENSE"], check=True)
    with pytest.raises(Problem, match=r"LICENSE.* did not match"):
        build(repository)


# The pages of the README, the model's card and the docs.


class Page(HTMLParser):
    """What a page links to, shows, and has as headings: their texts, by what links to them end in."""

    def __init__(self, html):
        super().__init__()
        self.links, self.pictures, self.headings, self._heading = [], [], {}, None
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.links += [given["href"]] if "href" in given else []
        self.pictures += [given["src"]] if "src" in given else []
        if re.fullmatch(r"h\d", tag):
            assert given["id"] not in self.headings  # links would lead to the first one
            self._heading = given["id"]
            self.headings[self._heading] = ""

    def handle_endtag(self, tag):
        if re.fullmatch(r"h\d", tag):
            self._heading = None

    def handle_data(self, data):
        if self._heading is not None:
            self.headings[self._heading] += data


def pages(archive):
    """The pages in the zip by their names, without those of the package."""
    names = [name for name in archive.namelist() if re.fullmatch(rf"{NAME}/(docs/|models/)?\w+\.html", name)]
    return {name: Page(archive.read(name).decode("utf-8")) for name in names}


def test_the_pages_are_those_of_the_repository(archive):
    for name, shown in pages(archive).items():
        source = (ROOT / name.removeprefix(f"{NAME}/")).with_suffix(".md").read_text(encoding="utf-8")
        prose = re.sub(r"^```.*?^```$", "", source, flags=re.MULTILINE | re.DOTALL)
        headings = re.findall(r"^#+ (.*)$", prose.replace("`", ""), re.MULTILINE)
        assert list(shown.headings.values()) == headings
        assert len(shown.pictures) == len(re.findall(r"!\[", prose))
        assert all(picture.startswith("data:image/png;base64,") for picture in shown.pictures)


def test_every_link_leads_into_the_zip_or_the_web(archive):
    in_zip = pages(archive)
    for name, shown in in_zip.items():
        for link in shown.links:
            if link.startswith("https://"):
                continue
            file, _, heading = link.partition("#")
            target = posixpath.normpath(posixpath.join(posixpath.dirname(name), file)) if file else name
            assert target in archive.namelist(), f"{name} links to {link}"
            assert not heading or heading in in_zip[target].headings, f"{name} links to {link}"


def test_every_page_can_be_reached_from_the_readme(archive):
    first = f"{NAME}/README.html"
    linked = {f"{NAME}/{link.partition('#')[0]}" for link in pages(archive)[first].links}
    assert linked | {first} >= set(pages(archive))


PLACES = {"README.md": "README.html", "docs/setup.md": "docs/setup.html", "LICENSE": "LICENSE"}


def page_of(tmp_path, name, text):
    write(tmp_path / name, text.encode())
    return page(tmp_path, name, PLACES)


def test_links_lead_from_page_to_page(tmp_path):
    html = page_of(
        tmp_path, "README.md", "# A\n\n[set up](docs/setup.md#find-it), [more](#a), [MIT](LICENSE)"
    )
    for link in ("docs/setup.html#find-it", "#a", "LICENSE"):
        assert f'<a href="{link}">' in html
    html = page_of(tmp_path, "docs/setup.md", "# B\n\n[back](../README.md), [here](setup.md)")
    for link in ("../README.html", "setup.html"):
        assert f'<a href="{link}">' in html


def test_links_to_what_is_not_in_the_zip_are_plain_text(tmp_path):
    html = page_of(
        tmp_path,
        "README.md",
        "# A & B\n\n[code](tools/release/page.py), [OBS](https://obsproject.com), [end](docs)",
    )
    assert '<p>code, <a href="https://obsproject.com">OBS</a>, end</p>' in html
    assert "<title>A &amp; B</title>" in html


def test_a_picture_is_looked_for_beside_its_page(tmp_path):
    write(tmp_path / "docs/obs.png", PNG)
    assert "base64,iVBO" in page_of(tmp_path, "docs/setup.md", "# B\n\n![OBS](obs.png)")
    assert "base64,iVBO" in page_of(tmp_path, "README.md", "# A\n\n![OBS](docs/obs.png)")


def test_a_picture_that_is_not_there(tmp_path):
    with pytest.raises(Problem, match=r"page of docs/setup\.md needs .*docs/gone\.png, which cannot be read"):
        page_of(tmp_path, "docs/setup.md", "# B\n\n![OBS](gone.png)")


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("What it costs", "what-it-costs"),
        ("`read`: recordings, and more?", "read-recordings-and-more"),
        ("To change …", "to-change-"),
        ("Undo_split: 1–2", "undo_split-12"),
    ],
)
def test_headings_are_linked_as_on_github(tmp_path, heading, expected):
    assert anchor(heading) == expected
    assert f'<h2 id="{expected}">' in page_of(tmp_path, "README.md", f"# A\n\n## {heading}\n")


# What runs from it.


@pytest.mark.parametrize("place", ["elsewhere/Größe 64", "models/below a folder of that name"])
def test_everything_is_found_beside_the_package(archive, tmp_path, place):
    folder = tmp_path / place
    archive.extractall(folder)
    code = (
        "from star_counter.reading import reader\n"
        "from star_counter.splitting.formats import route_files\n"
        "print(reader.__file__, reader.BUNDLED_MODEL, *route_files.shipped(), sep='\\n')\n"
        "reader.Reader()"
    )
    run = [sys.executable, "-X", "utf8", "-c", code]
    found = subprocess.check_output(run, cwd=folder / NAME, encoding="utf-8").splitlines()
    inside = [Path(line).relative_to(folder / NAME).as_posix() for line in found]
    assert inside == [
        "star_counter/reading/reader.py",
        "models/star_counter.onnx",
        *(f"star_counter/splitting/routes/{stars}.toml" for stars in (0, 1, 16, 31, 70, 120)),
    ]


def test_an_older_release_below_it_changes_nothing(archive, tmp_path):
    """Unpacking removes nothing: modules stay that were called as folders are now."""
    package = tmp_path / NAME / "star_counter"
    package.mkdir(parents=True)
    for name in ("cli", "journal", "locate", "packages", "recording"):
        (package / f"{name}.py").write_text("raise ImportError('this is of an older release')\n")
    archive.extractall(tmp_path)
    code = (
        "from star_counter.cli import main\n"
        "from star_counter.journal import page, writer\n"
        "from star_counter.packages import needed\n"
        "print(main.__file__)"
    )
    found = subprocess.check_output([sys.executable, "-c", code], cwd=tmp_path / NAME, encoding="utf-8")
    assert Path(found.strip()) == package / "cli" / "main.py"
