#!/usr/bin/env python3
"""Start casemgr from a checkout, or check it, on a machine that has nothing but Python.

    python3 run.py                        open the program
    python3 run.py test [pytest options]  check everything: style, types, layers, tests
    python3 run.py kinds --json           any other words go to the program's command line

On Windows, `py -3 run.py`. What is missing is installed once: on Debian the system's libraries, everywhere
the exact Python libraries of requirements.lock, into .venv. This file runs before any of them is there, so it
imports the standard library only.
"""

from __future__ import annotations

import ctypes
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

HOME = Path(__file__).resolve().parent
LOCK = HOME / "requirements.lock"
VENV = HOME / ".venv"
VENV_PROGRAMS = VENV / ("Scripts" if os.name == "nt" else "bin")
VENV_PYTHON = VENV_PROGRAMS / ("python.exe" if os.name == "nt" else "python")
OLDEST_PYTHON = (3, 11)

# Debian's packages, each with the library by which its presence is seen (on any distribution).
QT_LIBRARIES = {
    "libgl1": "libGL.so.1",
    "libegl1": "libEGL.so.1",
    "libxkbcommon0": "libxkbcommon.so.0",
    "libdbus-1-3": "libdbus-1.so.3",
    "libfontconfig1": "libfontconfig.so.1",
    "libglib2.0-0": "libglib-2.0.so.0",
}
WINDOW_LIBRARIES = {
    "libxcb-cursor0": "libxcb-cursor.so.0",
    "libxkbcommon-x11-0": "libxkbcommon-x11.so.0",
    "libxcb-icccm4": "libxcb-icccm.so.4",
    "libxcb-keysyms1": "libxcb-keysyms.so.1",
    "libxcb-shape0": "libxcb-shape.so.0",
}
TEST_PROGRAMS = {"xvfb": "Xvfb", "xauth": "xauth", "openbox": "openbox", "poppler-utils": "pdftotext"}
# Fast checks first. Each runs even when an earlier one failed: one run tells all that is to mend.
CHECKS = {
    "ruff check": ["ruff", "check"],
    "ruff format": ["ruff", "format", "--check"],
    "import contracts": ["lint-imports"],
    "types": ["mypy"],
}


def main(words: Sequence[str]) -> int:
    """Install what is missing, then do what the words ask; gives the exit code."""
    if sys.version_info < OLDEST_PYTHON:
        oldest, this = ".".join(map(str, OLDEST_PYTHON)), sys.version.split()[0]
        stop(f"Python {oldest} or later is needed; this is {this}.")
    testing = words[:1] == ["test"]
    install_system_packages(testing=testing)
    install_libraries()
    return check_everything(words[1:]) if testing else start(words)


def start(words: Sequence[str]) -> int:
    """Run the program itself: its window without words, its command line with them."""
    program = "import sys; sys.argv[0] = 'casemgr'; from ui.app import main; sys.exit(main())"
    return run([VENV_PYTHON, "-c", program, *words], cwd=None, PYTHONPATH=str(HOME))


def check_everything(options: Sequence[str]) -> int:
    """Run every check, then the tests, whose closing line comes last; 0 only when all of them passed."""
    failed = []
    for name, command in CHECKS.items():
        say(name)
        # import-linter draws lines that the code page of an older Windows does not have
        if run([VENV_PROGRAMS / command[0], *command[1:]], cwd=HOME, PYTHONUTF8="1"):
            failed.append(name)
    say(f"Failed before the tests: {', '.join(failed)}" if failed else "All checks before the tests passed")
    tests = run(
        [VENV_PYTHON, "-m", "pytest", *options],
        cwd=HOME,
        QT_QPA_PLATFORM=os.environ.get("QT_QPA_PLATFORM", "offscreen"),
    )
    return tests or (1 if failed else 0)


def missing_packages(*, testing: bool) -> list[str]:
    """The Debian packages whose library or program this machine does not have."""
    missing = [] if has_venv() else ["python3-venv"]
    libraries = QT_LIBRARIES if testing else {**QT_LIBRARIES, **WINDOW_LIBRARIES}
    missing += [package for package, library in libraries.items() if not has_library(library)]
    if testing:
        missing += [package for package, program in TEST_PROGRAMS.items() if not shutil.which(program)]
        if not has_postgresql():
            missing.append("postgresql")
    return missing


def has_venv() -> bool:
    """Whether this Python can make an environment with pip (Debian keeps that in a package of its own)."""
    return all(importlib.util.find_spec(module) for module in ("venv", "ensurepip"))


def has_library(name: str) -> bool:
    """Whether the system's loader finds this shared library."""
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def has_postgresql() -> bool:
    """Whether the tests will find a PostgreSQL: a running one that is named, or programs to start one."""
    if os.environ.get("TEST_PG_URL") or os.environ.get("PG_BIN") or shutil.which("initdb"):
        return True
    return any(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


def install_system_packages(*, testing: bool) -> None:
    """Install the missing Debian packages, or stop and say exactly what to type."""
    if not sys.platform.startswith("linux"):
        return  # the libraries for Windows and macOS carry all they need
    missing = missing_packages(testing=testing)
    if not missing:
        return
    if not shutil.which("apt-get"):
        stop(f"Install these with your system's own tool (the names are Debian's): {' '.join(missing)}")
    install = ["apt-get", "install", "--yes", "--no-install-recommends", *missing]
    if os.geteuid() == 0:
        before: list[str] = []
    elif shutil.which("sudo"):
        before = ["sudo"]
    else:
        stop(f"Ask the administrator of this machine to type: apt-get update && {' '.join(install)}")
    say(f"Installing {' '.join(missing)}")
    quiet = ["env", "DEBIAN_FRONTEND=noninteractive"]
    # A failing update is no reason to stop: the package may be known already, and the check below decides.
    run([*before, *quiet, "apt-get", "update", "-q", "-o", "Acquire::Retries=3"])
    run([*before, *quiet, *install, "-q", "-o", "Acquire::Retries=3"])
    importlib.invalidate_caches()
    if still := missing_packages(testing=testing):
        stop(f"Still missing after the installation: {' '.join(still)}. Try: {' '.join([*before, *install])}")


def install_libraries() -> None:
    """Make .venv hold exactly requirements.lock; nothing to do when it already does."""
    stamp = VENV / "installed-from"
    wanted = fingerprint()
    if stamp.is_file() and stamp.read_text(encoding="ascii") == wanted and VENV_PYTHON.exists():
        return
    say("Installing the Python libraries (once, a few minutes on a slow line)")
    if run([outer_python(), "-m", "venv", "--clear", VENV]):
        stop(f"The environment {VENV} could not be made. Delete that folder and try again.")
    # Only what the lock's hashes vouch for: no source package that would fetch its own tools to build itself.
    checked = ["--require-hashes", "--only-binary=:all:", "--requirement", str(LOCK)]
    if run([VENV_PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *checked]):
        stop("The libraries could not be installed. Check the line to the internet, then try again.")
    stamp.write_text(wanted, encoding="ascii")


def fingerprint() -> str:
    """What .venv depends on: the lock and this Python."""
    python = f"{sys.version}|{sys.base_prefix}".encode()
    return hashlib.sha256(LOCK.read_bytes() + python).hexdigest()


def outer_python() -> str:
    """The Python that .venv is made from, also when this file was started by .venv's own."""
    if Path(sys.prefix).resolve() != VENV.resolve():
        return sys.executable
    return str(getattr(sys, "_base_executable", sys.executable))


def run(command: Sequence[str | Path], cwd: Path | None = None, **environment: str) -> int:
    """Run a command to its end, on this terminal; gives its exit code."""
    sys.stdout.flush()
    return subprocess.run([str(word) for word in command], cwd=cwd, env={**os.environ, **environment}).returncode


def say(sentence: str) -> None:
    """Tell on standard error, so that standard output stays the program's."""
    print(f"== {sentence}", file=sys.stderr, flush=True)


def stop(sentence: str) -> NoReturn:
    """End with one sentence that says what to do."""
    sys.exit(sentence)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
