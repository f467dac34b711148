"""What the documents and the packaging say is true: commands, versions, licences, what the wheel carries."""

from __future__ import annotations

import importlib
import importlib.metadata
import importlib.util
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import casemgr

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
README = (ROOT / "README.md").read_text(encoding="utf-8")
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
LOCKED = {canonicalize_name(name): version for name, version in re.findall(r"^([\w.-]+)==([\w.]+)", LOCK, re.M)}
RUNTIME = [Requirement(line) for line in PROJECT["dependencies"]]
TESTING = [Requirement(line) for line in PROJECT["optional-dependencies"]["test"]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> tuple[ModuleType, list[list[str]]]:
    """run.py with nothing to install, and the commands that it would have run (each succeeds)."""
    spec = importlib.util.spec_from_file_location("run", ROOT / "run.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    asked: list[list[str]] = []

    def noted(command: list[object], **_: object) -> int:
        asked.append([str(word) for word in command])
        return 0

    monkeypatch.setattr(module, "run", noted)
    monkeypatch.setattr(module, "install_libraries", lambda: None)
    monkeypatch.setattr(module, "missing_packages", lambda **_: [])
    return module, asked


type_of_run = tuple[ModuleType, list[list[str]]]


def shown_commands(heading: str) -> list[str]:
    """The commands that stand as code under a heading of the README."""
    section = README.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return re.findall(r"^    (python3 .+)$", section, re.M)


def test_the_readme_shows_the_command_that_opens_the_program(run: type_of_run) -> None:
    module, asked = run
    (command,) = shown_commands("Start")
    _, file, *words = command.split()
    assert (ROOT / file).is_file()
    assert module.main(words) == 0
    assert len(asked) == 1
    assert "from ui.app import main" in asked[0][2]
    assert asked[0][3:] == []


def test_the_readme_shows_the_command_that_checks_everything(run: type_of_run) -> None:
    module, asked = run
    (command,) = shown_commands("Test")
    _, file, *words = command.split()
    assert (ROOT / file).is_file()
    assert module.main(words) == 0
    tools = [Path(line[0]).name for line in asked]
    assert tools[:-1] == ["ruff", "ruff", "lint-imports", "mypy"]
    assert asked[-1][1:] == ["-m", "pytest"]


def test_other_words_go_to_the_command_line(run: type_of_run) -> None:
    module, asked = run
    module.main(["kinds", "--json"])
    assert asked[0][3:] == ["kinds", "--json"]


def test_words_after_test_go_to_pytest(run: type_of_run) -> None:
    module, asked = run
    module.main(["test", "tests/unit", "-n", "0"])
    assert asked[-1][1:] == ["-m", "pytest", "tests/unit", "-n", "0"]


@pytest.mark.parametrize("failing", ["ruff", "lint-imports", "mypy", "pytest"])
def test_one_failing_check_fails_the_whole_and_stops_none(
    run: type_of_run, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    module, asked = run

    def failed(command: list[object], **_: object) -> int:
        asked.append([str(word) for word in command])
        return int(failing in " ".join(asked[-1]))

    monkeypatch.setattr(module, "run", failed)
    assert module.main(["test"]) == 1
    assert len(asked) == 5


def test_without_sudo_the_administrator_is_told_what_to_type(run: type_of_run, monkeypatch: pytest.MonkeyPatch) -> None:
    module, asked = run
    monkeypatch.setattr(module, "missing_packages", lambda **_: ["libgl1"])
    monkeypatch.setattr(module.sys, "platform", "linux")
    monkeypatch.setattr(module.os, "geteuid", lambda: 1000, raising=False)
    monkeypatch.setattr(module.shutil, "which", lambda name: "/usr/bin/apt-get" if name == "apt-get" else None)
    with pytest.raises(SystemExit, match=r"apt-get update && apt-get install --yes .* libgl1"):
        module.main([])
    assert asked == []


def test_the_environment_follows_the_lock(run: type_of_run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    module, _ = run
    lock = tmp_path / "requirements.lock"
    monkeypatch.setattr(module, "LOCK", lock)
    lock.write_text("anyascii==0.3.3", encoding="ascii")
    before: str = module.fingerprint()
    assert module.fingerprint() == before
    lock.write_text("anyascii==0.3.4", encoding="ascii")
    assert module.fingerprint() != before


def test_run_needs_nothing_but_python() -> None:
    said = subprocess.run(
        [sys.executable, "-I", "-S", "-c", "import runpy; runpy.run_path('run.py', run_name='looked-at')"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0, said.stderr


def test_ci_runs_what_the_readme_says() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert script.startswith("#!/usr/bin/env bash\n")
    assert f'exec {shown_commands("Test")[0]} "$@"' in script
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111


@pytest.mark.parametrize("wanted", [*RUNTIME, *TESTING], ids=str)
def test_the_lock_meets_what_the_project_asks(wanted: Requirement) -> None:
    assert wanted.specifier.contains(LOCKED[canonicalize_name(wanted.name)])
    assert ">=" in str(wanted.specifier), "a floor, so that a library may grow"


def test_what_is_installed_is_what_the_lock_says() -> None:
    wanted = {canonicalize_name(one.name) for one in [*RUNTIME, *TESTING]}
    assert {name: importlib.metadata.version(name) for name in wanted} == {name: LOCKED[name] for name in wanted}


def test_the_lock_holds_hashes_and_no_address() -> None:
    entries = re.split(r"^(?=[\w.-]+==)", LOCK, flags=re.M)[1:]
    assert len(entries) == len(LOCKED)
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []
    assert re.search(r"https?://|--(extra-)?index-url|--find-links|file:", LOCK) is None


def shipped(requirements: list[Requirement]) -> set[str]:
    """The libraries that come along with these, themselves included, on Linux or on Windows."""
    found: set[str] = set()
    waiting = [(one, frozenset(one.extras)) for one in requirements]
    while waiting:
        one, extras = waiting.pop()
        name = canonicalize_name(one.name)
        if name in found and not extras:
            continue
        found.add(name)
        for line in importlib.metadata.requires(name) or []:
            needed = Requirement(line)
            if needed.marker is None or any(needed.marker.evaluate({"extra": extra}) for extra in [*extras, ""]):
                waiting.append((needed, frozenset(needed.extras)))
    return found


def test_the_readme_names_the_licence_of_every_library_that_ships() -> None:
    table = README.split("\n## Licences\n")[1]
    named = {
        canonicalize_name(name)
        for row in re.findall(r"^\| (.+?) \|", table, re.M)
        for name in re.findall(r"[\w-]+", row.split(" (")[0])
    }
    assert shipped(RUNTIME) - named == set()


def test_no_library_that_ships_is_under_the_gpl_alone() -> None:
    bound = []
    for name in shipped(RUNTIME):
        told = importlib.metadata.metadata(name)
        words = list(told.get_all("License-Expression") or told.get_all("License") or [])
        words += [line for line in told.get_all("Classifier") or [] if line.startswith("License")]
        licence = " ".join(words)
        if re.search(r"(?<!L)(?<!Lesser )\b(A?GPL|GNU General|GNU Affero)", licence) and "LGPL" not in licence:
            bound.append(f"{name}: {licence}")
    assert bound == []


def test_the_version_is_said_once_and_told_everywhere() -> None:
    assert PROJECT["dynamic"] == ["version"]
    assert f"\n## {casemgr.__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"Version {casemgr.__version__}" in README


def test_the_licence_file_is_the_licence_that_is_declared() -> None:
    assert PROJECT["license"] == "MIT"
    assert (ROOT / "LICENSE").read_text(encoding="utf-8").startswith("MIT License\n")


def test_the_folders_of_the_readme_are_there() -> None:
    table = README.split("\n## How the code is laid out\n")[1].split("\n## ")[0]
    named = re.findall(r"^\| `([\w/.]+)` \|", table, re.M)
    assert len(named) >= 9
    assert [name for name in named if not (ROOT / name).exists()] == []


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel that `pip install .` would install, built from this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_carries_the_resources_and_translations(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("resources", "translations"):
        wanted = {
            f"casemgr/shipped/{path.relative_to(ROOT).as_posix()}"
            for path in (ROOT / folder).rglob("*")
            if path.is_file()
        }
        assert wanted
        assert wanted - names == set()
    assert not {name for name in names if name.startswith(("tests/", "run"))}


def test_an_installed_program_reads_its_own_resources(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    program = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r});"
        "from casemgr.domain.resources import folder;"
        "print(folder('resources') / 'access.csv'); print(folder('translations'))"
    )
    said = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True)
    grants, translations = map(Path, said.stdout.splitlines())
    assert grants == tmp_path / "casemgr" / "shipped" / "resources" / "access.csv"
    assert grants.is_file()
    assert translations == tmp_path / "casemgr" / "shipped" / "translations"


def test_the_script_of_the_package_is_the_programs_entry(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (entries,) = [name for name in archive.namelist() if name.endswith("entry_points.txt")]
        assert "casemgr = ui.app:main" in archive.read(entries).decode()
    found: Callable[..., int] = importlib.import_module("ui.app").main
    assert callable(found)
