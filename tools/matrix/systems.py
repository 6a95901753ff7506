"""The systems, and bare ones of them in folders of this one."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import IO, NamedTuple

from star_counter.problem import Problem

_APT_INSTALL = Path(__file__).resolve().parents[1] / "apt-install"


class System(NamedTuple):
    """A distribution: its name, and where its packages are.

    ``keys`` is the package that has its archive's keys, and the file in it.
    """

    name: str
    origin: str
    mirror: str
    components: str
    keys: tuple[str, str]


_DEBIAN = ("Debian", "http://deb.debian.org/debian", "main")
_DEBIAN_KEYS = ("debian-archive-keyring", "/usr/share/keyrings/debian-archive-keyring.gpg")
_UBUNTU = ("Ubuntu", "http://archive.ubuntu.com/ubuntu", "main,universe")
_UBUNTU_KEYS = ("ubuntu-archive-keyring", "/usr/share/keyrings/ubuntu-archive-keyring.gpg")

#: By what their archives call them.
SYSTEMS = {
    "bookworm": System("Debian 12", *_DEBIAN, _DEBIAN_KEYS),
    "noble": System("Ubuntu 24.04", *_UBUNTU, _UBUNTU_KEYS),
    "trixie": System("Debian 13", *_DEBIAN, _DEBIAN_KEYS),
    "sid": System("Debian sid", *_DEBIAN, _DEBIAN_KEYS),
}

# This machine's own way out: proxies, certificates, registries. They hold in the folder, too.
_CARRIED = re.compile(
    r"(?i)\w+_proxy|\w*_cert|\w*ca_bundle|\w*certs?_file|\w*_ca_certs|\w*index_url|\w+_registry"
)
_CARRIED_APT = re.compile(r"Acquire::(https?|Check)\b")
_CARRIED_FILES = ("/etc/resolv.conf", "/etc/hosts", "/etc/ssl/certs/ca-certificates.crt")
_CERTIFICATES = "/usr/local/share/ca-certificates"

# In namespaces of its own: what it mounts and starts is gone when it ends, however it ends.
_ENTER = ("unshare", "--mount", "--pid", "--fork", "--kill-child", "--propagation", "private", "sh", "-euc")
_MOUNT = (
    'mount --rbind /dev "$0/dev"; mount --rbind /sys "$0/sys"; mount -t proc proc "$0/proc"; '
    'mount -t tmpfs tmpfs "$0/tmp"; mount --bind "$1" "$0/var/cache/apt/archives"; '
    'mkdir -p "$0/root/.cache"; mount --bind "$2" "$0/root/.cache"; '
    'cd "$0"; shift 2; exec chroot "$0" "$@"'
)


class Chroot:
    """A bare system: the smallest, with make. It is new each time; only what it is copied from is kept."""

    def __init__(self, suite: str, folder: Path):
        """Nothing is made before `make`. ``folder`` takes all that belongs to this system."""
        self._suite, self._system = suite, SYSTEMS[suite]
        self._bare, self._root = folder / "bare", folder / "root"
        self._downloads = folder / "packages"
        self._cache = folder.parent / "cache"

    def make(self, log: IO[str]) -> None:
        """Makes it anew; raises `Problem` where the system's archive cannot be reached."""
        if not (self._bare / "etc/os-release").exists():
            self._bootstrap(log)
        shutil.rmtree(self._root, ignore_errors=True)
        for folder in (self._downloads / "partial", self._cache):
            folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(["cp", "-a", "--reflink=auto", self._bare, self._root], check=True)
        self._carry()

    def _bootstrap(self, log: IO[str]) -> None:
        package, keys = self._system.keys
        needed = [
            *([] if shutil.which("debootstrap") else ["debootstrap"]),
            *([] if Path(keys).exists() else [package]),
        ]
        subprocess.run([_APT_INSTALL, *needed], check=True, stdout=log, stderr=log)
        shutil.rmtree(self._bare, ignore_errors=True)
        unfinished = self._bare.with_name("unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        command = [
            "debootstrap",
            "--variant=minbase",
            f"--components={self._system.components}",
            f"--keyring={keys}",
        ]
        command += ["--include=make,ca-certificates", self._suite, str(unfinished), self._mirror()]
        if subprocess.run(command, stdout=log, stderr=log).returncode:
            raise Problem(f"{self._mirror()} cannot be reached, or has no {self._suite}: see {log.name}.")
        unfinished.rename(self._bare)

    def _mirror(self) -> str:
        """Where this machine has its own packages from, if they are of the same distribution."""
        told = subprocess.run(
            ["apt-get", "indextargets", "--format", "$(LABEL) $(REPO_URI)"], capture_output=True, text=True
        ).stdout
        found = re.search(rf"^{self._system.origin} (\S+)", told, re.MULTILINE)
        return found[1] if found else self._system.mirror

    def _carry(self) -> None:
        """Takes this machine's way to the network along."""
        dump = subprocess.run(["apt-config", "dump"], capture_output=True, text=True).stdout.splitlines()
        settings = "\n".join(line for line in dump if _CARRIED_APT.match(line))
        (self._root / "etc/apt/apt.conf.d/90host").write_text(settings + "\n")
        if Path(_CERTIFICATES).is_dir():
            shutil.copytree(_CERTIFICATES, f"{self._root}{_CERTIFICATES}", dirs_exist_ok=True)
        for file in filter(os.path.exists, _CARRIED_FILES):
            Path(f"{self._root}{file}").unlink(missing_ok=True)  # which may be a link to a place outside
            shutil.copy(file, f"{self._root}{file}")

    def clone(self, repository: Path, log: IO[str]) -> None:
        """Puts a fresh clone of a repository into it, of what is committed."""
        target = self._root / "root" / "star-counter"
        subprocess.run(["git", "clone", "--quiet", repository, target], check=True, stdout=log, stderr=log)

    def run(self, *command: str, log: IO[str], **environment: str) -> int:
        """Runs a command in the clone, and returns its exit code; what it prints goes to ``log``."""
        carried = {name: value for name, value in os.environ.items() if _CARRIED.fullmatch(name)}
        settings = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "LANG": "C.UTF-8", **carried}
        arguments = [*_ENTER, _MOUNT, str(self._root), str(self._downloads), str(self._cache)]
        # The shell stays: as the first process it takes leave of those whose parents have gone.
        inside = ["sh", "-c", 'cd /root/star-counter; "$@"; exit $?', "sh", *command]
        log.flush()
        return subprocess.run(
            [*arguments, *inside],
            env=settings | environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        ).returncode

    def read(self, file: str) -> str:
        """A file of the clone as it is left; empty where there is none."""
        path = self._root / "root" / "star-counter" / file
        return path.read_text(errors="replace") if path.exists() else ""
