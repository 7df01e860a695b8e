"""Print the Debian packages that this machine lacks, one a line.

Looks for what the packages provide instead of asking dpkg, so that libraries,
fonts or programs that came another way count too. ``--test`` adds the programs
that only the test suite starts.
"""

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz.so.0": "libharfbuzz0b",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
    "libfontconfig.so.1": "libfontconfig1",
}

# The families that report style sheets name first, each with the package that
# brings it.
FONTS = {
    "Noto Sans CJK SC": "fonts-noto-cjk",
    "Noto Serif CJK SC": "fonts-noto-cjk",
}

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")


def can_load(library: str) -> bool:
    """Say whether the dynamic linker finds a shared library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def font_families() -> set[str] | None:
    """Return the installed font families, or None without fontconfig's tools."""
    program = shutil.which("fc-list")
    if program is None:
        return None
    listing = subprocess.run(  # noqa: S603
        [program, "--format", "%{family}\n"],
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    return {
        family for line in listing.stdout.splitlines() for family in line.split(",")
    }


def missing_for_pdf() -> Iterator[str]:
    """Yield what WeasyPrint and Chinese text in a PDF need."""
    for library, package in LIBRARIES.items():
        if not can_load(library):
            yield package
    families = font_families()
    if families is None:
        yield "fontconfig"
    for family, package in FONTS.items():
        if family not in (families or ()):
            yield package


def has_postgresql_server() -> bool:
    """Say whether ``initdb`` is on the path or where Debian puts it."""
    installed = any(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return installed or shutil.which("initdb") is not None


def missing_for_tests() -> Iterator[str]:
    """Yield what the browser, PostgreSQL and PDF tests start."""
    if not os.environ.get("CHROMIUM") and not any(map(shutil.which, CHROMIUM_NAMES)):
        yield "chromium"
    if not has_postgresql_server():
        yield "postgresql"
    if shutil.which("pdftoppm") is None:
        yield "poppler-utils"


if __name__ == "__main__":
    missing = set(missing_for_pdf())
    if "--test" in sys.argv[1:]:
        missing.update(missing_for_tests())
    for name in sorted(missing):
        print(name)
