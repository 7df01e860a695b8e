"""The menu: one literal list, filtered by role."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from accounts.models import User
from accounts.permissions import (
    AUDITORS,
    CATALOGUE_READERS,
    EVERYBODY,
    EXPERTS,
    LEADERS,
    OFFICE,
    RECORD_READERS,
    UNITS,
)


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """One menu line: Chinese label, URL name, icon of the sprite, and who sees it."""

    label: str
    view: str
    icon: str
    roles: frozenset[str]
    group: str = ""


MENU: tuple[MenuEntry, ...] = (
    MenuEntry("工作台", "home:workbench", "home", EVERYBODY),
    MenuEntry("驾驶舱", "dashboards:dashboard", "dashboard", OFFICE | LEADERS),
    MenuEntry("指标趋势", "trends:trends", "chart-line", OFFICE | LEADERS),
    MenuEntry("指标", "dashboards:indicators", "gauge", RECORD_READERS),
    MenuEntry(
        "标准体系", "standards_catalog:tree", "sitemap", CATALOGUE_READERS, "标准"
    ),
    MenuEntry(
        "标准体系表", "standards_catalog:products", "table", CATALOGUE_READERS, "标准"
    ),
    MenuEntry(
        "维护子体系", "standards_catalog:sections", "binary-tree-2", OFFICE, "标准"
    ),
    MenuEntry("标准明细", "standards_catalog:list", "books", CATALOGUE_READERS, "标准"),
    MenuEntry(
        "制修订项目", "procedure:projects", "clipboard-list", RECORD_READERS, "标准"
    ),
    MenuEntry("征求意见", "procedure:invitations", "speakerphone", UNITS, "标准"),
    MenuEntry("专家评审", "procedure:reviews", "users-group", OFFICE | EXPERTS, "标准"),
    MenuEntry("复审", "procedure:periodic_reviews", "refresh", RECORD_READERS, "标准"),
    MenuEntry("标准公开", "publication:list", "speakerphone", RECORD_READERS, "标准"),
    MenuEntry("标准上升", "promotion:projects", "arrow-up", RECORD_READERS, "标准"),
    MenuEntry("法律法规", "standards_catalog:laws", "scale", CATALOGUE_READERS, "标准"),
    MenuEntry("失效文件", "validity:items", "history", RECORD_READERS, "标准"),
    MenuEntry("覆盖矩阵", "coverage:matrix", "layout-grid", RECORD_READERS, "标准"),
    MenuEntry("工作环节", "coverage:steps", "route", RECORD_READERS, "标准"),
    MenuEntry("缺项清单", "gaps:gaps", "list-details", RECORD_READERS, "标准"),
    MenuEntry(
        "标准实施率", "implementation:rates", "chart-line", RECORD_READERS, "实施"
    ),
    MenuEntry("实施计划", "planning:plans", "calendar", RECORD_READERS, "实施"),
    MenuEntry(
        "实施记录", "implementation:records", "clipboard-check", RECORD_READERS, "实施"
    ),
    MenuEntry("核实记录", "implementation:verification", "checklist", OFFICE, "实施"),
    MenuEntry(
        "监督检查", "supervision:inspections", "user-check", RECORD_READERS, "实施"
    ),
    MenuEntry("双随机抽查", "supervision:draws", "refresh", OFFICE | LEADERS, "实施"),
    MenuEntry(
        "可度量条款", "implementation:rules", "ruler-measure", RECORD_READERS, "实施"
    ),
    MenuEntry("案件台账", "implementation:cases", "folder", RECORD_READERS, "实施"),
    MenuEntry(
        "工作日历", "implementation:calendar", "calendar", RECORD_READERS, "实施"
    ),
    MenuEntry("岗位", "training:posts", "certificate", RECORD_READERS, "培训"),
    MenuEntry("岗位与标准", "training:post_standards", "table", RECORD_READERS, "培训"),
    MenuEntry("在册人员", "training:staff", "users", RECORD_READERS, "培训"),
    MenuEntry("培训", "training:trainings", "school", RECORD_READERS, "培训"),
    MenuEntry("签到", "training:sign_ins", "user-check", RECORD_READERS, "培训"),
    MenuEntry(
        "满意度测评", "satisfaction:surveys", "mood-smile", RECORD_READERS, "评价"
    ),
    MenuEntry("答卷", "satisfaction:sheets", "message-2", RECORD_READERS, "评价"),
    MenuEntry(
        "自查自评", "self_evaluation:entries", "checklist", RECORD_READERS, "评价"
    ),
    MenuEntry(
        "不符合项与整改", "rectification:findings", "tool", RECORD_READERS, "评价"
    ),
    MenuEntry(
        "阶段与交付物", "programme:phases", "target-arrow", RECORD_READERS, "试点"
    ),
    MenuEntry("主要任务", "programme:tasks", "list-check", RECORD_READERS, "试点"),
    MenuEntry(
        "验收报告", "acceptance:reports", "report-analytics", OFFICE | LEADERS, "试点"
    ),
    MenuEntry(
        "成员单位", "accounts:units", "building-community", CATALOGUE_READERS, "试点"
    ),
    MenuEntry("资料疑点", "standards_catalog:notes", "help", CATALOGUE_READERS, "试点"),
    MenuEntry("导入记录", "packages:imports", "upload", OFFICE, "试点"),
    MenuEntry("后台任务", "background:jobs", "clock", EVERYBODY, "管理"),
    MenuEntry("审计", "accounts:audit", "history", AUDITORS, "管理"),
    MenuEntry("内容管理", "wagtailadmin_home", "pencil", OFFICE, "管理"),
)


@dataclass(frozen=True, slots=True)
class NavigationLink:
    """A menu line ready to print."""

    label: str
    url: str
    icon: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class NavigationGroup:
    """Menu lines under one heading; the first group has none."""

    label: str
    links: tuple[NavigationLink, ...]

    @property
    def is_open(self) -> bool:
        """Whether the page shown is one of the group's."""
        return any(link.is_current for link in self.links)


def _current(urls: list[str], path: str) -> str:
    """The longest address that starts ``path``, or an empty text."""
    return max((url for url in urls if path.startswith(url)), key=len, default="")


def entries_for(user: User | AnonymousUser, path: str) -> tuple[NavigationGroup, ...]:
    """The menu of the role of ``user``, in groups, with the current line marked."""
    if not isinstance(user, User):
        return ()
    allowed = [e for e in MENU if user.is_superuser or user.role in e.roles]
    lines = [(entry, reverse(entry.view)) for entry in allowed]
    here = _current([url for _, url in lines], path)
    return tuple(
        NavigationGroup(
            label,
            tuple(NavigationLink(e.label, url, e.icon, url == here) for e, url in rows),
        )
        for label, rows in groupby(lines, key=lambda line: line[0].group)
    )


@dataclass(frozen=True, slots=True)
class PublicLink:
    """A line of the public masthead."""

    label: str
    url: str
    is_current: bool


def public_links_for(user: User | AnonymousUser, path: str) -> tuple[PublicLink, ...]:
    """首页, 标准, 征求意见, 抽查公开, and the way in: 登录, or 工作台 for somebody who is signed in."""
    inside = ("工作台", "home:workbench")
    door = inside if user.is_authenticated else ("登录", "accounts:sign_in")
    entries = (
        ("首页", "home:portal"),
        ("标准", "standards_catalog:public_list"),
        ("征求意见", "procedure:public_list"),
        ("抽查公开", "supervision:public_draws"),
        ("帮助", "handbook:index"),
        door,
    )
    lines = [(label, reverse(view)) for label, view in entries]
    here = _current([url for _, url in lines], path)
    return tuple(PublicLink(label, url, url == here) for label, url in lines)
