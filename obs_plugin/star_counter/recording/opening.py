"""Opens videos and pictures that others made: what is opened at all, and what is said where it cannot be."""

from __future__ import annotations

import contextlib
import stat
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image, UnidentifiedImageError

from ..problem import Problem
from ..words import file_text
from .library import av, check_library
from .unfinished import lacks_index

if TYPE_CHECKING:
    from .growing import Growing

#: What PyAV and Pillow may raise over a file: anything, so all of it is caught, around their calls alone.
#: Damaged files make PyAV raise, besides FFmpeg's errors (`av.FFmpegError`), AttributeError (a stream without
#: a decoder), UnicodeDecodeError (a tag), OverflowError (a time), ValueError and MemoryError; and Pillow,
#: whose readers are Python, OSError, SyntaxError, ValueError, TypeError, RuntimeError, EOFError, LookupError,
#: struct.error and zlib.error. Ctrl-C is none of them.
LIBRARY_ERRORS = Exception

#: A picture of so many pixels, two screens of 8K, is opened; more would take gigabytes.
MOST_PIXELS = 2**26

# What screenshots are. Pillow reads more, some of it with the help of other programs (Ghostscript); FFmpeg
# reads the rest as videos of one frame.
_PICTURES = ("PNG", "JPEG", "WEBP", "AVIF", "GIF", "BMP", "TIFF", "PPM")
# Of these kinds, pictures that move are videos; FFmpeg knows no moving ones of others.
_MOVING = ("GIF", "PNG")
# Files that name other files, or addresses in a network, which FFmpeg would open.
_LISTS = frozenset(("concat", "concatf", "dash", "hls", "imf", "rtsp", "sdp"))

# The threads of a decoder; 0: as FFmpeg finds best, which takes as many at most. Each keeps pictures.
_threads, _MOST_THREADS = 0, 16


def decode_on(threads: int) -> None:
    """Has every video that is opened from now on be decoded by so many threads at most."""
    global _threads
    _threads = min(threads, _MOST_THREADS)


def open_video(path: Path, growing: Growing | None = None) -> av.container.InputContainer:
    """Opens a video file; raises `Problem` where it is none. Nothing else is opened, whatever it names.

    ``growing`` is what reads it while it is being written.
    """
    check_file(path)
    check_library()
    try:
        container = av.open(
            # "file:" keeps a colon in the name from being taken for a network address.
            growing or f"file:{path}",
            "r",
            **_any_metadata(),
            options={"max_pixels": str(MOST_PIXELS)},
            container_options={
                "protocol_whitelist": "file",
                "format_whitelist": ",".join(sorted(av.formats_available - _LISTS)),
            },
        )
    except LIBRARY_ERRORS as error:
        if lacks_index(path):
            raise Problem(
                f"{file_text(path)} was not finished, or not copied whole: its index, without which it "
                "cannot be read, is missing. Copy it again, or repair it; record to .mkv, which needs none."
            ) from error
        raise _not_read(path, error) from error
    # FFmpeg draws any text file as a video.
    if container.format.name == "tty":
        container.close()
        raise Problem(f"{file_text(path)} is a text file: give a video of the game, or a picture of it.")
    return container


def _any_metadata() -> dict[str, Any]:
    """What PyAV is told so that titles may be no text: nothing from 19 on, where they always may be."""
    return {} if int(av.__version__.partition(".")[0]) >= 19 else {"metadata_errors": "replace"}


def video_stream(path: Path, container: av.container.InputContainer) -> av.VideoStream:
    """The video in an open file; raises `Problem` where there is none that can be decoded."""
    stream = container.streams.best("video")
    # An unknown codec has no context; without one a stream does not even have a size.
    if not isinstance(stream, av.VideoStream) or not stream.codec_context or not stream.time_base:
        raise Problem(
            f"{file_text(path)} holds no video that can be read: give a video of the game, or a picture."
        )
    stream.codec_context.thread_count = _threads
    stream.codec_context.options = {"max_pixels": str(MOST_PIXELS)}
    check_size(path, stream.width, stream.height)
    return stream


def is_picture(path: Path) -> bool:
    """Whether the file is a still picture, and not a video; raises `Problem` where it cannot be opened."""
    check_file(path)
    try:
        with _opened(path) as image:
            return not (image.format in _MOVING and getattr(image, "is_animated", False))
    except UnidentifiedImageError:
        return False
    except OSError as error:
        raise not_opened(path, error) from error
    except LIBRARY_ERRORS:
        return True  # a damaged one


def open_picture(path: Path) -> Image.Image:
    """A picture as RGB; raises `Problem` where it cannot be read."""
    check_file(path)
    try:
        with _opened(path) as image:
            check_size(path, *image.size)
            if image.mode.startswith("I;16"):  # Pillow would cut off all that is above 255
                image = image.point(lambda level: level / 256, "L")
            return image.convert("RGB")
    except Problem:
        raise
    except Image.DecompressionBombError as error:
        raise _too_large(path) from error
    except LIBRARY_ERRORS as error:
        raise _not_read(path, error) from error


def check_size(path: Path, width: int, height: int) -> None:
    """Raises `Problem` where a picture of that size, in a video or alone, is none of a game."""
    if width * height > MOST_PIXELS:
        raise _too_large(path)


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[Image.Image]:
    # A list with a kind that this Pillow lacks is an error.
    Image.init()
    kinds = [kind for kind in _PICTURES if kind in Image.OPEN]
    with warnings.catch_warnings():
        # Of odd tags, palettes and sizes. Several threads at once may leave it so, which does no harm.
        warnings.simplefilter("ignore")
        with Image.open(path, formats=kinds) as image:
            yield image


def check_file(path: Path) -> None:
    """Raises `Problem` where there is no file with something in it: opening a pipe would wait for ever."""
    try:
        status = Path(path).stat()
    except (OSError, ValueError) as error:
        raise not_opened(path, error) from error
    if stat.S_ISDIR(status.st_mode):
        raise Problem(f"{file_text(path)} is a folder: give the files in it.")
    if not stat.S_ISREG(status.st_mode):
        raise Problem(f"{file_text(path)} is a pipe or a device: give a file.")
    if not status.st_size:
        raise Problem(f"{file_text(path)} is empty: record or copy it again.")


def not_opened(path: Path, error: Exception) -> Problem:
    """What is told of a file that the system does not open."""
    reason = f" ({error.strerror})" if isinstance(error, OSError) and error.strerror else ""
    return Problem(f"{file_text(path)} cannot be opened{reason}: check its name.")


def _not_read(path: Path, error: Exception) -> Problem:
    # What the libraries say of a file is for programmers, and of FFmpeg at times beside the point.
    if isinstance(error, MemoryError):
        return Problem(f"There is not enough memory to read {file_text(path)}: close other programs.")
    return Problem(
        f"{file_text(path)} cannot be read as a video or a picture: it is damaged, or of a kind that is not "
        "known; copy it again, or convert it to .mp4 or .png."
    )


def _too_large(path: Path) -> Problem:
    return Problem(
        f"{file_text(path)} is too large: give a picture of the game of {MOST_PIXELS // 10**6} million "
        "pixels at most."
    )
