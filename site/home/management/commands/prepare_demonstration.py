"""``manage.py prepare_demonstration``: everything needed to try the product."""

from __future__ import annotations

import unicodedata
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from assessment.demonstration.package_folder import DemonstrationError
from home.services import ACCOUNTS, PreparationError, prepare_demonstration
from typesetting.fonts import MissingFontsError


class Command(BaseCommand):
    help = "载入试点及其演示数据，建立演示账号，生成验收报告；再次运行只补缺少的。"

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            password = prepare_demonstration(say=self.stdout.write)
        except (PreparationError, DemonstrationError, MissingFontsError) as error:
            raise CommandError(str(error)) from error
        users = User.objects.select_related("unit").in_bulk(
            [account.username for account in ACCOUNTS], field_name="username"
        )
        self.stdout.write("\n演示账号（改过密码的以改后的为准）：")
        self._row("用户名", "密码", "岗位", "单位")
        for account in ACCOUNTS:
            unit = users[account.username].unit
            self._row(account.username, password, account.position, str(unit or "—"))
        self.stdout.write(f"\n验收报告：{settings.DATA_ROOT / 'reports'}")
        self.stdout.write(f"网址：{settings.WAGTAILADMIN_BASE_URL}/")

    def _row(self, *cells: str) -> None:
        widths = (14, 18, 20, 20)
        line = "".join(_padded(*pair) for pair in zip(cells, widths, strict=True))
        self.stdout.write(f"  {line.rstrip()}")


def _padded(text: str, width: int) -> str:
    """``text`` filled up to ``width`` columns; Chinese characters take two."""
    wide = sum(unicodedata.east_asian_width(sign) in "WF" for sign in text)
    return text + " " * max(1, width - len(text) - wide)
