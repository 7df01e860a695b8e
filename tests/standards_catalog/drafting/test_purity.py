"""The pure packages stay importable where there is no Django."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
PACKAGES = ("numbering", "drafting", "comparison")


@pytest.mark.parametrize("package", PACKAGES)
def test_no_module_of_a_pure_package_imports_django(package: str) -> None:
    folder = ROOT / "standards_catalog" / package
    modules = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in sorted(folder.rglob("*.py"))
        if path.stem != "__init__"
    ]
    assert modules
    code = (
        f"import importlib, sys\nfor name in {modules!r}: importlib.import_module(name)\n"
        "assert not {'django', 'wagtail'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)  # noqa: S603
