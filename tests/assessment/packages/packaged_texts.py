"""Texts for the standards of the small package in ``conftest``."""

from __future__ import annotations

from collections.abc import Sequence

Files = dict[str, str | bytes]

BODY = """[前言]

本文件由测试市民政局提出并归口。

[正文]

# {#c1} 范围

本文件规定了临时救助的受理。

# {#c2} 规范性引用文件

本文件没有规范性引用文件。

# {#c3} 术语和定义

本文件没有需要界定的术语和定义。

# {#c4} 要求

## {#c41} 受理

窗口应在2个工作日内办理，见{{ref:c5}}：

+ {#i1} 登记；
+ {#i2 规则=R04} 核对。

## {#c42 规则=R01} {title}

窗口应一次性告知。

# {#c5} 记录

记录应归档。

附录 {#aa 规范性} 登记表

表 {#t1} 登记表
    | 姓名 | 事项 |
    |  |  |
"""


def portable(title: str, *cover: str, ending: str = "", clause: str = "告知") -> str:
    """The text of a standard called ``title``; ``cover`` are further lines."""
    head = ['format = "zhunsheng-standard-text 1"', f'title = "{title}"', *cover]
    body = BODY.replace("{title}", clause)
    return "\n".join(["+++", *head, "+++", "", body]) + ending


FW101 = portable(
    "临时救助服务规范",
    'number = "CSSJZ FW 101-2020"',
    'issuing_bodies = ["测试市民政局", "测试市市场监管局"]',
)
"""As somebody writes it: no dates yet, the number with a hyphen."""
FW101_OF_2016 = portable(
    "临时救助服务办法", 'number = "CSSJZ FW 101—2016"', clause="说明"
)
DRAFT = portable("新的工作规范")
PLANNED_ROW = "服务提供,,FW102,新的工作规范,内部标准,,待制定,,,,民政局,,\n"


def with_texts(files: Files, names: Sequence[str] = ("FW101", "draft")) -> Files:
    """``files`` with a text for FW101, and a planned standard FW102 with a draft."""
    found = dict(files)
    found["standards.csv"] = str(files["standards.csv"]) + PLANNED_ROW
    if "FW101" in names:
        found["texts/FW101.txt"] = FW101
    if "draft" in names:
        found["texts/FW102.txt"] = DRAFT
    if "earlier" in names:
        found["texts/FW101@2016.txt"] = FW101_OF_2016
    return found
