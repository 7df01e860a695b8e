"""``pilot.toml``: what the pilot is called, how long it runs, what it aims at."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from math import isfinite
from typing import Any

from assessment.indicators.targets import parse_target
from assessment.packages.cells import clean, parse_date
from assessment.packages.containers import MANIFEST
from assessment.packages.problems import ProblemLog, Severity

CODE = re.compile(r"[a-z0-9][a-z0-9-]*")
CODE_LENGTH, NAME_LENGTH = 60, 200
KINDS = ("pilot", "reference")
_LINE = re.compile(r"at line (\d+), column (\d+)")
_TOP_KEYS = (
    "code",
    "name",
    "document",
    "starts",
    "ends",
    "kind",
    "demonstration",
    "targets",
    "settings",
)


@dataclass(frozen=True)
class Manifest:
    """The content of ``pilot.toml``.

    ``targets`` keeps the text as written by indicator code (``"96%"``); ``settings``
    holds the settings that were stated; ``extra`` every key we do not know, with
    unknown settings under ``"settings"``.
    """

    code: str
    name: str
    document: str
    starts: date
    ends: date
    kind: str
    demonstration: bool
    targets: Mapping[str, str]
    settings: Mapping[str, bool | int | str]
    extra: Mapping[str, Any]


def read_manifest(content: bytes, log: ProblemLog) -> Manifest | None:
    """The manifest, or ``None`` if it has an error (each is in ``log``)."""
    errors_before = log.counts[Severity.ERROR]
    data = _parsed(content, log)
    if data is None:
        return None
    reader = _Reader(data, log)
    code = reader.text("code", CODE_LENGTH, required=True)
    if code and not CODE.fullmatch(code):
        reader.error("code", code, "只能用小写字母、数字和连字符，且不以连字符开头")
    starts, ends = reader.day("starts"), reader.day("ends")
    if starts and ends and ends < starts:
        reader.error("ends", ends, f"早于 starts（{starts}）")
    settings, other_settings = reader.settings()
    manifest = Manifest(
        code=code,
        name=reader.text("name", NAME_LENGTH, required=True),
        document=reader.text("document", NAME_LENGTH),
        starts=starts or date.min,
        ends=ends or date.max,
        kind=reader.kind(),
        demonstration=reader.flag("demonstration"),
        targets=reader.targets(),
        settings=settings,
        extra=reader.unknown_keys() | other_settings,
    )
    return None if log.counts[Severity.ERROR] > errors_before else manifest


def _parsed(content: bytes, log: ProblemLog) -> dict[str, Any] | None:
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        value = f"0x{content[error.start]:02X}"
        reason = f"编码错误：第{error.start + 1}个字节不是有效的 UTF-8"
        log.error(MANIFEST, reason, row=row, value=value)
    except tomllib.TOMLDecodeError as error:
        place = _LINE.search(str(error))
        line = int(place[1]) if place else None
        at = f"（第{place[2]}列）" if place else ""
        log.error(MANIFEST, f"TOML 格式错误{at}", row=line)
    return None


class _Reader:
    """Takes known keys out of the parsed file and reports what does not fit."""

    def __init__(self, data: Mapping[str, Any], log: ProblemLog) -> None:
        self._data = data
        self._log = log

    def error(self, key: str, value: object, reason: str) -> None:
        self._log.error(MANIFEST, reason, column=key, value=value)

    def text(self, key: str, max_length: int, *, required: bool = False) -> str:
        value = self._data.get(key, "")
        if not isinstance(value, str):
            self.error(key, value, "应为加引号的文字")
            return ""
        try:
            text = clean(value)
        except ValueError as error:
            self.error(key, value, str(error))
            return ""
        if required and not text:
            self.error(key, "", "缺少或为空")
        if len(text) > max_length:
            self.error(key, text, f"超过{max_length}字")
        return text

    def day(self, key: str) -> date | None:
        value = self._data.get(key)
        if value is None or value == "":
            self.error(key, "", "缺少或为空")
            return None
        if isinstance(value, datetime) or not isinstance(value, date | str):
            self.error(key, value, "不是日期（应如 2021-04-01）")
            return None
        try:
            return parse_date(value.strip() if isinstance(value, str) else str(value))
        except ValueError as error:
            self.error(key, value, str(error))
            return None

    def kind(self) -> str:
        value = self._data.get("kind", "pilot")
        if value not in KINDS:
            self.error("kind", value, f"应为{'/'.join(KINDS)}之一")
        return str(value)

    def flag(self, key: str) -> bool:
        value = self._data.get(key, False)
        if not isinstance(value, bool):
            self.error(key, value, "应为 true 或 false")
        return bool(value)

    def _section(self, key: str) -> Mapping[str, Any]:
        value = self._data.get(key, {})
        if isinstance(value, Mapping):
            return value
        self.error(key, value, f"应为一节（[{key}]）")
        return {}

    def targets(self) -> dict[str, str]:
        """Targets by indicator code, checked by the indicator registry."""
        found = {}
        for code, value in self._section("targets").items():
            text = str(value).strip()
            plain = isinstance(value, str | int | float) and not isinstance(value, bool)
            try:
                if not plain:
                    raise ValueError("目标值应为文字或数")
                parse_target(code, text)
            except ValueError as error:
                self.error(f"targets.{code}", value, str(error))
            found[code] = text
        return found

    def settings(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """The known settings, and the unknown ones as an entry of ``extra``."""
        known, unknown = {}, {}
        for key, value in self._section("settings").items():
            reason = _setting_error(key, value)
            if key not in _SETTING_REASONS:
                unknown[key] = plain_value(value)
                self._warn_unknown(f"settings.{key}", value)
            elif reason:
                self.error(f"settings.{key}", value, reason)
            else:
                known[key] = value
        return known, {"settings": unknown} if unknown else {}

    def unknown_keys(self) -> dict[str, Any]:
        found = {k: v for k, v in self._data.items() if k not in _TOP_KEYS}
        for key, value in found.items():
            self._warn_unknown(key, value)
        return {key: plain_value(value) for key, value in found.items()}

    def _warn_unknown(self, key: str, value: object) -> None:
        self._log.warning(MANIFEST, "未知的项，原样保留", column=key, value=value)


def plain_value(value: Any) -> Any:
    """A TOML value as JSON can hold it: dates and odd numbers become text."""
    if isinstance(value, Mapping):
        return {str(key): plain_value(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain_value(item) for item in value]
    if isinstance(value, bool | int | str):
        return value
    if isinstance(value, float) and isfinite(value):
        return value
    return str(value)


_SETTING_REASONS = {
    "satisfaction_counts_fair": "应为 true 或 false",
    "implementation_scope": "应为 every_unit 或 any_unit",
    "minimum_answers_per_unit": "应为不小于0的整数",
}


def _setting_error(key: str, value: object) -> str | None:
    """Why ``value`` does not fit the known setting ``key``; ``None`` if it does."""
    if key == "implementation_scope":
        fits = value in ("every_unit", "any_unit")
    elif key == "minimum_answers_per_unit":
        fits = type(value) is int and value >= 0
    else:
        fits = isinstance(value, bool)
    return None if fits else _SETTING_REASONS.get(key)
