"""覆盖条款: which clauses of which standard cover a step, as the package writes them.

``FW301 6.4.1;FW301 6.4.2``, or a clause alone (``6.4.1``) where one standard covers
(``docs/pilot-package.md``). What cannot be attributed is kept as it was written.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from standards_catalog.drafting.document import Annex, Clause, StandardText
from standards_catalog.numbering.clauses import number_blocks

_LISTED = re.compile("[;；、，,]")
_WORDS = re.compile(r"^第|[章条款项]$")


def clauses_by_code(text: str, codes: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """体系编号 → the clauses named of it; what no code claims stands under ``""``."""
    found: dict[str, list[str]] = {}
    for mention in filter(None, map(str.strip, _LISTED.split(text))):
        code, _, clause = mention.partition(" ")
        if code not in codes:
            code, clause = (codes[0] if len(codes) == 1 else ""), mention
        if clause.strip():
            found.setdefault(code, []).append(clause.strip())
    return {code: tuple(dict.fromkeys(clauses)) for code, clauses in found.items()}


def mentions(text: str) -> tuple[str, ...]:
    """The clauses listed in ``text`` (``6.4.1、6.4.2``), each once."""
    return tuple(dict.fromkeys(filter(None, map(str.strip, _LISTED.split(text)))))


def bare_clause(mention: str) -> str:
    """A clause as it is compared: ``第 4 章`` is ``4``, ``5.2 a)`` is ``5.2a)``."""
    narrow = "".join(unicodedata.normalize("NFKC", mention).split())
    return _WORDS.sub("", _WORDS.sub("", narrow))


def clause_names(text: StandardText) -> set[str]:
    """Every way a clause, list item, annex or table of ``text`` may be cited."""
    names: set[str] = set()
    numbers = number_blocks(text).numbers
    for block, number in zip(text.blocks, numbers, strict=True):
        names.add(bare_clause(number.reference))
        if isinstance(block, Clause | Annex):
            names.add(bare_clause(number.label))
            names.add(bare_clause(number.label.removeprefix("附录")))
    return names - {""}


def written_clauses(clauses: Mapping[str, Sequence[str]]) -> str:
    """The same as one text, the standard named with each clause."""
    return ";".join(
        f"{code} {clause}".strip()
        for code, named in clauses.items()
        for clause in named
    )
