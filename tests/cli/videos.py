"""Folders of videos, and how the command is run on them."""

import contextlib
import itertools
import os
import subprocess
import sys
import time

import av

from tests import pictures, posix

COMMAND = [sys.executable, "-m", "star_counter.cli"]
#: The videos are small: many tests read them.
SIZE = 320, 240
CROP = ",".join(map(str, pictures.crop(SIZE)))


def command(folder):
    return [*COMMAND, "read", str(folder), "--crop", CROP, "--jobs", "2"]


def cut(video, path, frames):
    """The beginning of a video up to the last key frame before that many frames, as it is encoded."""
    with av.open(str(video)) as source, av.open(str(path), "w") as copy:
        (stream,) = source.streams.video
        packets = [packet for packet in source.demux(stream) if packet.dts is not None][:frames]
        end = max(number for number, packet in enumerate(packets) if packet.is_keyframe)
        target = copy.add_stream_from_template(stream)
        for packet in packets[:end]:
            packet.stream = target
            copy.mux(packet)
    return path


def painted(video, path, paint, first=0):
    """A video from that frame on, each picture (uint8 RGB) as ``paint`` gives it back."""
    with av.open(str(video)) as source, av.open(str(path), "w") as target:
        stream = target.add_stream("libx264", rate=30, options={"g": "30", "preset": "ultrafast"})
        for picture in itertools.islice(source.decode(video=0), first, None):
            frame = av.VideoFrame.from_ndarray(paint(picture.to_ndarray(format="rgb24")))
            if not stream.codec_context.is_open:
                stream.width, stream.height = frame.width, frame.height
            target.mux(stream.encode(frame))
        target.mux(stream.encode())
    return path


@contextlib.contextmanager
def locked(folder):
    """Nobody may write into the folder, and root neither, for whom its rights are nothing."""
    if not posix.IS_ROOT:
        folder.chmod(0o555)
        yield
        folder.chmod(0o755)
        return
    subprocess.run(["mount", "--bind", folder, folder], check=True)
    try:
        subprocess.run(["mount", "-o", "remount,bind,ro", folder], check=True)
        yield
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)  # a video may be open until it is collected


def wait_for(is_so):
    """Waits until it is."""
    deadline = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def wait_for_the_end_of(leader):
    """Waits until all processes that a command has started have ended, itself included."""
    wait_for(lambda: not _group(leader))


def _group(leader):
    try:
        os.killpg(leader, 0)
    except ProcessLookupError:
        return False
    return True
