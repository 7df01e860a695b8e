"""Headers of the tables that a demonstration adds, as the package declares them."""

from assessment.packages.rows import TABLES_BY_NAME
from assessment.packages.schema import question_column

_AFTER_QUESTIONS = "意见"


def columns(table: str, questions: int = 0) -> tuple[str, ...]:
    """Return the header of a table; ``questions`` is the n of Q1 … Qn in answers."""
    headers = [column.header for column in TABLES_BY_NAME[table].columns]
    place = headers.index(_AFTER_QUESTIONS) if questions else len(headers)
    numbered = [question_column(number).header for number in range(1, questions + 1)]
    return (*headers[:place], *numbered, *headers[place:])
