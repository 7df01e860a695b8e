"""The 意见汇总处理表 of a round: its lines and its footer."""

from __future__ import annotations

from dataclasses import dataclass

from standards_catalog.procedure.models import Comment, Consultation

WHOLE_TEXT = "全文"


@dataclass(frozen=True, slots=True)
class DispositionLine:
    """One opinion as the table prints it, numbered from 1."""

    number: int
    comment: Comment

    @property
    def clause(self) -> str:
        """标准章条编号; 全文 for a general opinion."""
        return self.comment.clause_number or WHOLE_TEXT


@dataclass(frozen=True, slots=True)
class DispositionTable:
    """The table with the four counts of its footer.

    The counts are of the bodies that were sent the text; opinions of the public stand
    in the table and are counted apart, because nobody was sent anything.
    """

    lines: tuple[DispositionLine, ...]
    sent: int
    replied: int
    with_opinion: int
    public_opinions: int

    @property
    def silent(self) -> int:
        """没有回函的单位数."""
        return self.sent - self.replied

    @property
    def undisposed(self) -> int:
        """Lines that have no 处理意见 yet."""
        return sum(not line.comment.disposition for line in self.lines)

    def count(self, disposition: str) -> int:
        """Lines with this 处理意见."""
        return sum(line.comment.disposition == disposition for line in self.lines)

    @property
    def footer(self) -> tuple[tuple[str, int], ...]:
        """The footer as the usual form words it."""
        return (
            ("发送《征求意见稿》的单位数", self.sent),
            ("收到《征求意见稿》后，回函的单位数", self.replied),
            ("收到《征求意见稿》后，回函并有建议或意见的单位数", self.with_opinion),
            ("没有回函的单位数", self.silent),
        )


def disposition_table(consultation: Consultation) -> DispositionTable:
    """The table of ``consultation``, in the order of the clauses. Two queries."""
    comments = list(
        consultation.comments.select_related("invitation__unit", "disposed_by")
    )
    invitations = list(consultation.invitations.values_list("pk", "replied_at"))
    return DispositionTable(
        lines=tuple(
            DispositionLine(number, comment)
            for number, comment in enumerate(comments, start=1)
        ),
        sent=len(invitations),
        replied=sum(replied_at is not None for _, replied_at in invitations),
        with_opinion=len({c.invitation_id for c in comments if c.invitation_id}),
        public_opinions=sum(c.invitation_id is None for c in comments),
    )
