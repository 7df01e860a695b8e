"""The menu: one literal list, filtered by role."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from accounts.models import Role, User

_OFFICE = frozenset({Role.STANDARDS_OFFICE})
_UNITS = frozenset({Role.UNIT_LIAISON, Role.UNIT_LEADER})
_LEADERS = frozenset({Role.LEADERSHIP_GROUP})
_RECORDS = _OFFICE | _UNITS | _LEADERS
_CATALOGUE = _RECORDS | {Role.EXPERT}


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """One menu line: Chinese label, URL name, icon of the sprite, and who sees it."""

    label: str
    view: str
    icon: str
    roles: frozenset[str]
    group: str = ""


MENU: tuple[MenuEntry, ...] = (
    MenuEntry("工作台", "home:workbench", "home", _CATALOGUE | {Role.AUDITOR}),
    MenuEntry("驾驶舱", "dashboards:dashboard", "dashboard", _OFFICE | _LEADERS),
    MenuEntry("指标", "dashboards:indicators", "percentage", _RECORDS),
    MenuEntry("标准体系", "standards_catalog:tree", "sitemap", _CATALOGUE, "标准"),
    MenuEntry("标准明细", "standards_catalog:list", "list", _CATALOGUE, "标准"),
    MenuEntry("法律法规", "standards_catalog:laws", "gavel", _CATALOGUE, "标准"),
    MenuEntry("覆盖矩阵", "coverage:matrix", "grid", _RECORDS, "标准"),
    MenuEntry("工作环节", "coverage:steps", "checklist", _RECORDS, "标准"),
    MenuEntry("实施记录", "implementation:records", "clipboard", _RECORDS, "实施"),
    MenuEntry("可度量条款", "implementation:rules", "ruler", _RECORDS, "实施"),
    MenuEntry("案件台账", "implementation:cases", "folder", _RECORDS, "实施"),
    MenuEntry("岗位", "training:posts", "users", _RECORDS, "培训"),
    MenuEntry("在册人员", "training:staff", "users", _RECORDS, "培训"),
    MenuEntry("培训", "training:trainings", "school", _RECORDS, "培训"),
    MenuEntry("签到", "training:sign_ins", "clipboard", _RECORDS, "培训"),
    MenuEntry("满意度测评", "satisfaction:surveys", "heart", _RECORDS, "评价"),
    MenuEntry("答卷", "satisfaction:sheets", "message", _RECORDS, "评价"),
    MenuEntry("自查自评", "self_evaluation:entries", "checklist", _RECORDS, "评价"),
    MenuEntry("不符合项与整改", "rectification:findings", "alert", _RECORDS, "评价"),
    MenuEntry("阶段与交付物", "programme:phases", "calendar", _RECORDS, "试点"),
    MenuEntry("主要任务", "programme:tasks", "list", _RECORDS, "试点"),
    MenuEntry("验收报告", "acceptance:reports", "report", _OFFICE | _LEADERS, "试点"),
    MenuEntry("成员单位", "accounts:units", "building", _CATALOGUE, "试点"),
    MenuEntry("资料疑点", "standards_catalog:notes", "help", _CATALOGUE, "试点"),
    MenuEntry("导入记录", "packages:imports", "upload", _OFFICE, "试点"),
    MenuEntry("审计", "accounts:audit", "shield", frozenset({Role.AUDITOR})),
    MenuEntry("内容管理", "wagtailadmin_home", "edit", _OFFICE),
)


@dataclass(frozen=True, slots=True)
class NavigationLink:
    """A menu line ready to print."""

    label: str
    url: str
    icon: str
    group: str
    is_current: bool


def entries_for(user: User | AnonymousUser, path: str) -> list[NavigationLink]:
    """The links of the roles of ``user``; the longest one that starts ``path`` is
    marked as current."""
    if not isinstance(user, User):
        return []
    allowed = [e for e in MENU if user.is_superuser or user.role in e.roles]
    addresses = [(entry, reverse(entry.view)) for entry in allowed]
    here = max(
        (url for _, url in addresses if path.startswith(url)), key=len, default=""
    )
    return [
        NavigationLink(entry.label, url, entry.icon, entry.group, url == here)
        for entry, url in addresses
    ]
