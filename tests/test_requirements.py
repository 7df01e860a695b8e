"""The lock files are complete, agree, and say nothing about where files come from."""

import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
REQUIREMENTS = PROJECT / "requirements"
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==(\S+)", re.MULTILINE)
DIRECT = re.compile(r"^([A-Za-z0-9._-]+)", re.MULTILINE)


def normalized(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(name: str) -> dict[str, str]:
    lock = (REQUIREMENTS / f"{name}.txt").read_text("utf-8")
    return {normalized(package): version for package, version in PIN.findall(lock)}


def direct(name: str) -> set[str]:
    wanted = (REQUIREMENTS / f"{name}.in").read_text("utf-8")
    return {
        line.group(1) for line in DIRECT.finditer(wanted) if line.group(1)[0] != "-"
    }


@pytest.mark.parametrize("name", ["base", "dev"])
def test_every_direct_dependency_is_locked(name: str) -> None:
    assert direct(name)
    assert {normalized(package) for package in direct(name)} <= set(pins(name))


def test_both_locks_hold_the_same_versions() -> None:
    assert pins("base").items() <= pins("dev").items()


@pytest.mark.parametrize("name", ["base", "dev"])
def test_every_pin_has_a_digest_and_no_address(name: str) -> None:
    lock = (REQUIREMENTS / f"{name}.txt").read_text("utf-8")
    entries = re.split(r"\n(?=[A-Za-z0-9])", lock)[1:]
    assert len(entries) == len(pins(name))
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []
    assert re.findall(r"https?://|file:|index-url|find-links", lock) == []


def test_every_direct_dependency_has_its_reason_in_the_documentation() -> None:
    page = (PROJECT / "docs" / "dependencies.md").read_text("utf-8")
    first_cells = " ".join(
        line.split("|")[1] for line in page.splitlines() if line.startswith("|")
    )
    explained = set(re.findall(r"[\w.-]+", first_cells))
    assert (direct("base") | direct("dev")) - explained == set()
