"""覆盖条款: which clauses of which standard cover a step, as the package writes them.

``FW301 6.4.1;FW301 6.4.2``, or a clause alone (``6.4.1``) where one standard covers
(``docs/pilot-package.md``). What cannot be attributed is kept as it was written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

_LISTED = re.compile("[;；、，,]")


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


def written_clauses(clauses: Mapping[str, Sequence[str]]) -> str:
    """The same as one text, the standard named with each clause."""
    return ";".join(
        f"{code} {clause}".strip()
        for code, named in clauses.items()
        for clause in named
    )
