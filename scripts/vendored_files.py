"""Copy the browser files we serve out of unpacked npm packages.

Called by ``scripts/vendor`` with the folder of unpacked packages and the target
folder. Writes the files, their licences, the icon sprite and ``README.md`` with
one row and one SHA-256 digest for each file (checked by ``tests/test_vendored.py``).
"""

import hashlib
import json
import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

MIT_TERMS = """\
Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in
all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN
THE SOFTWARE.
"""

# The package says MIT but ships no licence file; the holders are those named
# at the top of its style sheet.
TABLER_LICENCE = f"""\
The MIT License (MIT)

Copyright (c) 2018-2026 The Tabler Authors
Copyright (c) 2018-2026 codecalm.net Paweł Kuna

{MIT_TERMS}"""

ICON_NAMES = """
alert-circle alert-triangle arrow-down arrow-left arrow-right arrow-up bell
binary-tree-2 book books building-community calendar certificate chart-bar
chart-line chart-pie check checklist chevron-down chevron-left chevron-right
chevron-up circle-check circle-x clipboard-check clipboard-list clock dashboard
download external-link eye file-spreadsheet file-text file-type-docx
file-type-pdf filter folder gauge help history home info-circle layout-grid link
list-check list-details lock login logout menu-2 message-2 mood-smile paperclip
pencil photo plus printer refresh report-analytics route ruler-measure scale
school search settings sitemap speakerphone table target-arrow tool trash upload
user-check user-circle users users-group x
"""
ICONS = tuple(ICON_NAMES.split())


@dataclass(frozen=True)
class Copied:
    """One file taken from a package: where it is there and where it goes here."""

    package: str
    source: str
    target: str


FILES = (
    Copied("@tabler/core", "dist/css/tabler.min.css", "tabler/tabler.min.css"),
    Copied("@tabler/core", "dist/js/tabler.min.js", "tabler/tabler.min.js"),
    Copied("htmx.org", "dist/htmx.min.js", "htmx/htmx.min.js"),
    Copied("htmx.org", "LICENSE", "htmx/LICENSE"),
    Copied(
        "plotly.js-basic-dist-min", "plotly-basic.min.js", "plotly/plotly-basic.min.js"
    ),
    Copied("plotly.js", "dist/plotly-locale-zh-cn.js", "plotly/plotly-locale-zh-cn.js"),
    Copied("plotly.js-basic-dist-min", "LICENSE", "plotly/LICENSE"),
    Copied("@tabler/icons", "LICENSE", "icons.LICENSE"),
)

SOURCE_MAP = re.compile(
    rb"\n?(?://# sourceMappingURL=\S+|/\*# sourceMappingURL=\S+ \*/)\n?\s*\Z"
)

INTRODUCTION = """\
# Vendored front-end files

Served to browsers as they are; no request ever leaves the site. Written by
`scripts/vendor`, which pins the versions; do not edit by hand.

Icons: `<svg class="icon" aria-hidden="true"><use href="{{% static 'vendor/icons.svg' %}}#NAME"/></svg>` with
{icons}.

| package | version | licence | file | SHA-256 | changed here |
|---|---|---|---|---|---|
"""


def version_of(fetched: Path, package: str) -> tuple[str, str]:
    """Return the version and the SPDX licence that a package's manifest states."""
    manifest = json.loads((fetched / package / "package.json").read_text("utf-8"))
    return manifest["version"], manifest["license"]


def copy_file(fetched: Path, folder: Path, copied: Copied) -> str:
    """Copy one file and say what was changed in it (empty when nothing was).

    A source-map comment names a file that is not shipped, on which the hashed
    static storage would stop; so the comment goes.
    """
    content = (fetched / copied.package / copied.source).read_bytes()
    kept = SOURCE_MAP.sub(b"\n", content)
    target = folder / copied.target
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(kept)
    return "" if kept == content else "source-map comment removed"


def icon_symbol(svg: str, name: str) -> str:
    """Turn one icon file into a ``<symbol>`` drawn in the text colour around it."""
    start = svg.index(">", svg.index("<svg")) + 1
    drawing = svg[start : svg.rindex("</svg>")]
    drawing = drawing.replace(
        '<path stroke="none" d="M0 0h24v24H0z" fill="none" />', ""
    )
    body = "".join(line.strip() for line in drawing.splitlines())
    return (
        f'<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor"'
        f' stroke-width="2" stroke-linecap="round" stroke-linejoin="round">{body}</symbol>'
    )


def write_sprite(fetched: Path, folder: Path) -> None:
    """Write the chosen icons as one sprite, ``icons.svg``."""
    outlines = fetched / "@tabler/icons/icons/outline"
    symbols = [
        icon_symbol((outlines / f"{name}.svg").read_text("utf-8"), name)
        for name in ICONS
    ]
    lines = ['<svg xmlns="http://www.w3.org/2000/svg">', *symbols, "</svg>", ""]
    (folder / "icons.svg").write_text("\n".join(lines), "utf-8")


def table_row(fetched: Path, folder: Path, copied: Copied, changed: str) -> str:
    """Return the row of the table in README.md that describes one file."""
    version, licence = version_of(fetched, copied.package)
    digest = hashlib.sha256((folder / copied.target).read_bytes()).hexdigest()
    cells = (
        f"`{copied.package}`",
        version,
        licence,
        f"`{copied.target}`",
        f"`{digest}`",
        changed or "–",
    )
    return f"| {' | '.join(cells)} |\n"


def rebuild(fetched: Path, folder: Path) -> None:
    """Replace ``folder`` by the files of the packages unpacked in ``fetched``."""
    shutil.rmtree(folder, ignore_errors=True)
    changes = {copied: copy_file(fetched, folder, copied) for copied in FILES}
    write_sprite(fetched, folder)
    changes[Copied("@tabler/icons", "icons/outline/*.svg", "icons.svg")] = (
        f"{len(ICONS)} outline icons joined into one sprite"
    )
    (folder / "tabler/LICENSE").write_text(TABLER_LICENCE, "utf-8")
    changes[Copied("@tabler/core", "", "tabler/LICENSE")] = (
        "written from the package's licence statement"
    )
    rows = [
        table_row(fetched, folder, copied, changed)
        for copied, changed in sorted(
            changes.items(), key=lambda change: change[0].target
        )
    ]
    icons = " ".join(f"`{name}`" for name in ICONS)
    (folder / "README.md").write_text(
        INTRODUCTION.format(icons=icons) + "".join(rows), "utf-8"
    )


if __name__ == "__main__":
    rebuild(Path(sys.argv[1]), Path(sys.argv[2]))
