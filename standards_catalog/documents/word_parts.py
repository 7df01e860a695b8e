"""The parts of a text while a Word file is read: paragraphs become blocks.

Headings are known by their outline level or by their typed number, everything else
by its typed label (GB/T 1.1—2020, 7 and 9) and by the chapter it stands in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from standards_catalog.documents.word_content import (
    Source,
    SourceParagraph,
    SourceTable,
)
from standards_catalog.documents.word_cover import read_cover_lines
from standards_catalog.documents.word_lines import is_status
from standards_catalog.drafting.document import (
    DEEPEST_LEVEL,
    Annex,
    BibliographyItem,
    Block,
    Cell,
    Clause,
    Cover,
    Example,
    Figure,
    ListItem,
    NormativeReference,
    Note,
    Paragraph,
    StandardText,
    Table,
    Term,
)
from standards_catalog.drafting.wording import REFERENCES, TERMS

_GAP = r"[\s　]"
_NUMBER = re.compile(
    rf"(?P<number>(?:[0-9]{{1,2}}|[A-Z](?=\.))(?:\.[0-9]{{1,2}}){{0,5}})"
    rf"(?:{_GAP}+(?P<text>.*)|(?P<bare>))$",
    re.DOTALL,
)
_ANNEX = re.compile(
    rf"附{_GAP}*录{_GAP}*[A-Z](?![A-Za-z.]){_GAP}*"
    rf"(?:[（(]{_GAP}*(?P<nature>规范性|资料性)(?:附录)?{_GAP}*[）)])?{_GAP}*(?P<title>[^。；]*)$"
)
_NATURE = re.compile(r"[（(](规范性|资料性)(?:附录)?[）)]$")
_ITEMS = (
    (re.compile(rf"[a-z][)）]{_GAP}*(.*)$", re.DOTALL), 1, True),
    (re.compile(rf"[0-9]{{1,2}}[)）]{_GAP}*(.*)$", re.DOTALL), 2, True),
    (re.compile(rf"(?:——|—|●|•){_GAP}*(.*)$", re.DOTALL), 1, False),
    (re.compile(rf"·{_GAP}*(.*)$", re.DOTALL), 2, False),
)
_NOTE = re.compile(r"注[0-9]*[：:](.*)$", re.DOTALL)
_EXAMPLE = re.compile(r"示例[0-9]*[：:](.*)$", re.DOTALL)
_CAPTION = re.compile(
    rf"(?P<kind>[表图]){_GAP}*(?:[A-Z]\.)?[0-9]+(?:{_GAP}+(?P<title>.*))?$"
)
_LISTED = re.compile(rf"\[[0-9]+\]{_GAP}*(.*)$", re.DOTALL)
_CITED = re.compile(
    rf"(?P<number>(?:[A-Z]+(?:/[A-Z]+)?(?: ?[A-Z]+)?{_GAP}?[0-9][0-9.]*"
    rf"(?P<year>[—-][0-9]{{4}})?(?:（所有部分）)?))[\s　《]+(?P<title>.*?)》?$"
)
_SOURCE = re.compile(r"[\[［]来源[：:](.*)[\]］]$")
_SENTENCE = re.compile(r"[。；：:;]$")
_LONGEST_TITLE = 40
_HEADS = {"前言": True, "引言": False}


@dataclass(slots=True)
class DraftParts:
    """What has been read so far."""

    new_id: Callable[[], str]
    cover: Cover = field(default_factory=Cover)
    foreword: list[str] = field(default_factory=list)
    introduction: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    _cover_lines: list[SourceParagraph] = field(default_factory=list)
    _place: str = "cover"
    _chapter: int = 0
    _title: str = ""
    _annex: bool = False
    _caption: tuple[str, str] | None = None
    _term: list[str] | None = None

    def text(self) -> StandardText:
        """Everything that was read."""
        self._close()
        if self._cover_lines:
            self.read_cover(self._cover_lines)
        return StandardText(
            cover=self.cover,
            foreword=tuple(self.foreword),
            introduction=tuple(self.introduction),
            blocks=tuple(self.blocks),
        )

    def read_all(self, elements: Sequence[Source], *, is_new: bool = False) -> None:
        """Read on; ``is_new`` begins a block of its own."""
        if is_new:
            self._close()
        for position, element in enumerate(elements):
            if isinstance(element, SourceTable):
                self._table(element)
            else:
                self._paragraph(element, is_new=is_new and position == 0)
        if is_new:
            self._close()

    def read_cover(self, group: Sequence[Source], *, is_rest: bool = False) -> None:
        """The cover's lines; what is not understood becomes doubtful paragraphs."""
        lines = [e for e in group if isinstance(e, SourceParagraph) and e.text.strip()]
        lines = [e for e in lines if not is_status(e.style, e.text)]
        rest = [line.text for line in lines]
        if not is_rest:
            self.cover, rest = read_cover_lines([(e.style, e.text) for e in lines])
        unread = [
            Paragraph(id=self.new_id(), text=line, doubt="封面上的文字没有对应的项目")
            for line in rest
        ]
        self.blocks[:0] = unread
        self.doubts += [f"封面：“{line}”没有对应的项目" for line in rest]
        self._cover_lines = []

    def open_front(self, *, is_foreword: bool) -> None:
        self._close()
        self._place = "foreword" if is_foreword else "introduction"

    def add_front(self, lines: Sequence[str]) -> None:
        (self.foreword if self._place == "foreword" else self.introduction).extend(
            lines
        )

    def open_body(self, *, is_bibliography: bool = False) -> None:
        if self._place != "bibliography" or not is_bibliography:
            self._close()
        self._place = "bibliography" if is_bibliography else "body"

    def take(self, block: Block) -> None:
        """A block that is known already."""
        self._close()
        self._enter(block)
        self.blocks.append(block)

    def _enter(self, block: Block) -> None:
        """Remember the chapter or annex that ``block`` begins."""
        if isinstance(block, Annex):
            self._annex, self._title = True, ""
        elif isinstance(block, Clause) and block.level == 1 and not self._annex:
            self._chapter += 1
            self._title = block.title
        if isinstance(block, BibliographyItem):
            self._place = "bibliography"

    def _add(self, block: Block) -> None:
        self._close()
        self._enter(block)
        self.blocks.append(block)

    def _close(self) -> None:
        """End what was waiting for its next paragraph or table."""
        if self._caption is not None:
            (kind, title), self._caption = self._caption, None
            words = "表题下没有表" if kind == "表" else "图没有导入，请重新上传"
            self.doubts.append(f"“{title}”：{words}")
            if kind == "图":
                figure = Figure(id=self.new_id(), caption=title, reference="")
                self.blocks.append(figure)
            else:
                self.blocks.append(Table(id=self.new_id(), title=title, rows=()))
        if self._term is not None:
            lines, self._term = self._term, None
            self.blocks.append(self._finished_term(lines))

    def _doubtful(self, text: str, doubt: str) -> None:
        self._add(Paragraph(id=self.new_id(), text=text, doubt=doubt))
        self.doubts.append(f"“{text[:30]}”：{doubt}")

    def _table(self, table: SourceTable) -> None:
        title = ""
        if self._caption is not None and self._caption[0] == "表":
            title, self._caption = self._caption[1], None
        if self._place == "cover":
            self._place = "body"
        rows = tuple(
            tuple(
                Cell(cell.text, cell.columns, cell.rows)
                for cell in table.cells
                if cell.row == row
            )
            for row in range(table.height)
        )
        self._add(
            Table(
                id=self.new_id(),
                title=title,
                rows=rows,
                header_rows=table.head_rows or 1,
            )
        )

    def _paragraph(self, source: SourceParagraph, *, is_new: bool) -> None:
        text = source.tokens.strip()
        if source.style.casefold().startswith("toc") or self._is_head(source, text):
            return
        if text:
            self._text(source, text, is_new=is_new)
        for lost in source.lost:
            self._doubtful(
                text or f"（此处的{lost}）", f"Word中的{lost}没有导入，请重新录入"
            )
        for note in source.notes:
            self._doubtful(note, "Word脚注，请改为注或正文")

    def _is_head(self, source: SourceParagraph, text: str) -> bool:
        """Whether the paragraph only says where the text goes on."""
        plain = re.sub(_GAP, "", text)
        if self._place in ("cover", "contents") and plain in ("目次", "目录"):
            self._place = "contents"
        elif plain in _HEADS and self._place in ("cover", "contents", "foreword"):
            self.open_front(is_foreword=_HEADS[plain])
        elif plain == "参考文献":
            self.open_body(is_bibliography=True)
        else:
            is_title = bool(plain) and plain == re.sub(_GAP, "", self.cover.title)
            return is_title and not source.outline and not self.blocks
        return True

    def _text(self, source: SourceParagraph, text: str, *, is_new: bool) -> None:
        in_front = self._place in ("cover", "foreword", "introduction", "contents")
        if self._heading(source, text):
            return
        if in_front:
            self._front(source, text)
        elif not self._waiting(text) and not self._labelled(source, text):
            self._plain(text, is_new=is_new)

    def _front(self, source: SourceParagraph, text: str) -> None:
        if self._place == "cover":
            self._cover_lines.append(source)
        elif self._place == "contents":
            self.doubts.append(f"目次中的“{text[:30]}”没有导入，目次由系统生成")
        else:
            self.add_front([text])

    def _heading(self, source: SourceParagraph, text: str) -> bool:
        annex = _ANNEX.match(text)
        # “附录A给出了……” is a sentence about an annex.
        if annex and len(text) <= _LONGEST_TITLE and self._place != "contents":
            self.open_body()
            self._add(
                Annex(
                    id=self.new_id(),
                    title=annex["title"].strip(),
                    normative=annex["nature"] != "资料性",
                )
            )
            return True
        typed = _NUMBER.match(text)
        number = typed["number"] if typed else ""
        if not source.outline and not self._follows(number):
            return False
        level = number.count(".") + 1 if number else source.outline
        words = (typed["text"] or "").strip() if typed else text
        self.open_body()
        self._clause(min(level, DEEPEST_LEVEL), words, is_title=bool(source.outline))
        return True

    def _follows(self, number: str) -> bool:
        """Whether a typed number is that of a clause in its place."""
        if not number or self._place in ("contents", "bibliography"):
            return False
        first, _, rest = number.partition(".")
        if first.isalpha():
            return self._annex
        if rest:
            return int(first) == self._chapter and not self._annex
        return int(first) == self._chapter + 1 and not self._annex

    def _clause(self, level: int, words: str, *, is_title: bool) -> None:
        if not words and self._title == TERMS:
            self._close()
            self._term = []
            return
        if is_title or (len(words) <= _LONGEST_TITLE and not _SENTENCE.search(words)):
            clause = Clause(id=self.new_id(), level=level, title=words)
        else:
            clause = Clause(id=self.new_id(), level=level, paragraphs=(words,))
        self._add(clause)

    def _waiting(self, text: str) -> bool:
        """Whether ``text`` completes what came before it."""
        last = self.blocks[-1] if self.blocks else None
        nature = _NATURE.match(text)
        if isinstance(last, Annex) and nature:
            self.blocks[-1] = replace(last, normative=nature[1] == "规范性")
            return True
        if isinstance(last, Annex) and not last.title and not _SENTENCE.search(text):
            self.blocks[-1] = replace(last, title=text)
            return True
        if self._term is None or (len(self._term) > 1 and not _SOURCE.match(text)):
            return False
        self._term.append(text)
        return True

    def _finished_term(self, lines: list[str]) -> Term:
        name, _, english = (lines[0] if lines else "").partition("　")
        found = _SOURCE.match(lines[-1]) if lines else None
        definition = lines[1] if len(lines) > 1 else ""
        return Term(
            id=self.new_id(),
            name=name.strip(),
            english=english.strip(),
            definition="" if found and len(lines) == 2 else definition,
            source=found[1] if found else "",
        )

    def _labelled(self, source: SourceParagraph, text: str) -> bool:
        """Whether the paragraph bears a label, typed or automatic."""
        block = self._block_of(source, text)
        if block is not None:
            self._add(block)
            return True
        caption = _CAPTION.match(text)
        if caption and len(text) <= _LONGEST_TITLE * 2:
            self._close()
            self._caption = caption["kind"], (caption["title"] or "").strip()
            return True
        return False

    def _block_of(self, source: SourceParagraph, text: str) -> Block | None:
        if self._place == "bibliography":
            return self._bibliography_item(text)
        if note := _NOTE.match(text):
            return Note(id=self.new_id(), text=note[1].strip())
        if example := _EXAMPLE.match(text):
            first = example[1].strip()
            return Example(id=self.new_id(), paragraphs=(first,) if first else ())
        for pattern, level, ordered in _ITEMS:
            if item := pattern.match(text):
                return ListItem(
                    id=self.new_id(), text=item[1], level=level, ordered=ordered
                )
        if source.list:
            level, ordered = min(source.list, 2), not source.is_bullet
            return ListItem(id=self.new_id(), text=text, level=level, ordered=ordered)
        cited = _CITED.match(text) if self._title == REFERENCES else None
        if cited and not _SENTENCE.search(text):
            return NormativeReference(
                id=self.new_id(),
                number=cited["number"],
                title=cited["title"],
                dated=bool(cited["year"]),
            )
        return None

    def _bibliography_item(self, text: str) -> Block:
        listed = _LISTED.match(text)
        words = listed[1] if listed else text
        cited = _CITED.match(words)
        number, title = (cited["number"], cited["title"]) if cited else ("", words)
        return BibliographyItem(id=self.new_id(), title=title, number=number)

    def _plain(self, text: str, *, is_new: bool) -> None:
        self._close()
        last = self.blocks[-1] if self.blocks and not is_new else None
        if isinstance(last, Clause):
            paragraphs = (*last.paragraphs, text)
            self.blocks[-1] = replace(last, paragraphs=paragraphs)
        elif isinstance(last, Example) and not last.paragraphs:
            self.blocks[-1] = replace(last, paragraphs=(text,))
        else:
            self._add(Paragraph(id=self.new_id(), text=text))
