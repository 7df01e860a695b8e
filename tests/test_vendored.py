"""The vendored browser files are the ones that were reviewed and stay local."""

import hashlib
import re
from pathlib import Path

import pytest

VENDOR = Path(__file__).parents[1] / "site" / "static" / "vendor"
ROW = re.compile(r"^\|.*\| `([^`|]+)` \| `([0-9a-f]{64})` \|", re.MULTILINE)
DIGESTS = dict(ROW.findall((VENDOR / "README.md").read_text("utf-8")))


@pytest.mark.parametrize(("name", "digest"), DIGESTS.items(), ids=DIGESTS.keys())
def test_a_vendored_file_has_the_digest_in_its_table(name: str, digest: str) -> None:
    assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == digest


def test_every_vendored_file_has_a_row_in_the_table() -> None:
    present = {
        path.relative_to(VENDOR).as_posix()
        for path in VENDOR.rglob("*")
        if path.is_file()
    }
    assert present - {"README.md"} == set(DIGESTS)


@pytest.mark.parametrize("name", [n for n in DIGESTS if n.endswith(".css")])
def test_a_style_sheet_loads_nothing_from_elsewhere(name: str) -> None:
    style = (VENDOR / name).read_text("utf-8")
    addresses = re.findall(r"url\(\s*[\"']?([^\"')\s]+)", style)
    assert addresses
    assert [a for a in addresses if not a.startswith(("data:", "#"))] == []
    assert "@import" not in style


@pytest.mark.parametrize("name", [n for n in DIGESTS if n.endswith((".css", ".js"))])
def test_no_file_names_a_source_map_that_is_not_shipped(name: str) -> None:
    assert "sourceMappingURL" not in (VENDOR / name).read_text("utf-8")


def test_the_charts_need_no_code_made_from_text() -> None:
    # The content security policy forbids eval; see docs/dependencies.md.
    script = (VENDOR / "plotly" / "plotly-basic.min.js").read_text("utf-8")
    assert re.findall(r"(?<![\w.])(?:eval|Function)\(", script) == []
