"""Which records of the assessment are about which clause of a standard.

Units write a clause as it is printed (“5.2”, “5.2 a)”, “第5章”): a record of a list
item is one of its clause. A record without a clause is about the whole standard.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse

from assessment.implementation.models import ImplementationRecord, MeasurableRule
from assessment.rectification.models import Finding
from assessment.self_evaluation.models import SelfEvaluation
from standards_catalog.procedure.selectors.clause_records import (
    ClauseQuestion,
    ClauseRecords,
)

_NUMBER = re.compile(r"(?:附录)?[A-Z]?[0-9]*(?:[.．][0-9]+)*")
_KINDS = (
    ("实施记录", ImplementationRecord, "done_on", "implementation:records"),
    ("自评", SelfEvaluation, "evaluated_on", "self_evaluation:entries"),
    ("不符合项", Finding, "raised_on", "rectification:findings"),
)


def clause_number(words: str) -> str:
    """The clause that ``words`` name, without its list item; empty for none."""
    bare = re.sub(r"[\s第章条款]", "", words).upper()
    found = _NUMBER.match(bare)
    return found[0].replace("．", ".").removeprefix("附录") if found else ""


def clause_numbers(words: str) -> set[str]:
    """The clauses that ``words`` name, several separated by ``;``; an empty one for
    a record about the whole standard."""
    return {clause_number(part) for part in re.split("[;；]", words.strip("; ；"))}


def clause_records(question: ClauseQuestion) -> dict[str, tuple[ClauseRecords, ...]]:
    """实施记录, 自评, 不符合项 and 案件规则 of each clause asked about. Four queries."""
    found: dict[str, tuple[ClauseRecords, ...]] = {}
    for block_id, records in (*_filed(question), *_rules(question)):
        found[block_id] = (*found.get(block_id, ()), records)
    return found


def _filed(question: ClauseQuestion) -> Iterator[tuple[str, ClauseRecords]]:
    for label, model, day, view in _KINDS:
        rows: QuerySet = model.objects.for_user(question.user)
        if model is ImplementationRecord:
            rows = rows.filter(is_filed=True)
        rows = rows.filter(standard=question.standard)
        if question.since is not None:
            rows = rows.filter(**{f"{day}__gte": question.since})
        counts = Counter(
            number
            for words in rows.values_list("clause", flat=True)
            for number in clause_numbers(words)
        )
        for clause in question.clauses:
            number = clause_number(clause.number)
            if counts[number]:
                words = {"standard": question.standard.code}
                if clause.number and model is not Finding:
                    words["q"] = number
                url = f"{reverse(view)}?{urlencode(words)}"
                yield clause.block_id, ClauseRecords(label, counts[number], url)


def _rules(question: ClauseQuestion) -> Iterator[tuple[str, ClauseRecords]]:
    rules = list(
        MeasurableRule.objects.filter(pilot=question.standard.pilot_id).values_list(
            "code", "standard", "clause"
        )
    )
    for clause in question.clauses:
        number = clause_number(clause.number)
        codes = [
            code
            for code, standard, named in rules
            if code in clause.rule_codes
            or (standard == question.standard.pk and clause_number(named) == number)
        ]
        if codes:
            words = urlencode({"q": codes[0] if len(codes) == 1 else ""})
            url = f"{reverse('implementation:rules')}?{words}"
            yield clause.block_id, ClauseRecords("案件规则", len(codes), url)
