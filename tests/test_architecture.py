"""The rules of docs/architecture.md that an import checker cannot see."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import get_commands
from django.db import models

ROOT = Path(__file__).resolve().parents[1]

# Lower number = lower layer; a relation may only point at its own layer or below.
LAYERS = (
    "listing",
    "accounts",
    "background",
    "standards_catalog",
    "assessment",
    "reports",
    "home",
)
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def our_models() -> list[type[models.Model]]:
    return [m for m in apps.get_models() if m.__module__.split(".")[0] in LAYERS]


def layer_of(model: type[models.Model]) -> int | None:
    package = model.__module__.split(".")[0]
    return LAYERS.index(package) if package in LAYERS else None


@pytest.mark.parametrize("model", our_models(), ids=lambda m: m.__name__)
def test_relations_point_at_their_own_layer_or_below(
    model: type[models.Model],
) -> None:
    own = layer_of(model)
    assert own is not None
    for field in model._meta.get_fields():
        if not field.is_relation or field.auto_created or field.related_model is None:
            continue
        target = layer_of(field.related_model)
        assert target is None or target <= own, f"{model.__name__}.{field.name}"


@pytest.mark.parametrize("model", our_models(), ids=lambda m: m.__name__)
def test_models_and_fields_have_chinese_names(model: type[models.Model]) -> None:
    if model._meta.auto_created:
        return
    assert CHINESE.search(str(model._meta.verbose_name)), model.__name__
    own = [f for f in model._meta.local_fields if not f.primary_key]
    for field in own:
        if field.auto_created or field.name.endswith("_ptr"):
            continue
        inherited = hasattr(field, "remote_field") and field.name in INHERITED
        assert inherited or CHINESE.search(str(field.verbose_name)), (
            f"{model.__name__}.{field.name}"
        )


# Fields that Django's own user model defines; it translates them itself.
INHERITED = frozenset(
    (
        "password",
        "last_login",
        "is_superuser",
        "username",
        "first_name",
        "last_name",
        "email",
        "is_staff",
        "is_active",
        "date_joined",
    )
)


def test_site_stays_the_standard_library_module() -> None:
    code = "import site; assert hasattr(site, 'getsitepackages')"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)  # noqa: S603
    assert not (ROOT / "site" / "__init__.py").exists()


def test_every_model_has_its_line_in_the_glossary() -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text("utf-8")
    missing = [
        model.__name__
        for model in our_models()
        if not re.search(rf"\b{model.__name__}\b", glossary)
    ]
    assert missing == []


def test_every_command_of_ours_is_documented() -> None:
    readme = (ROOT / "docs" / "commands.md").read_text("utf-8")
    ours = [
        name
        for name, app in get_commands().items()
        if isinstance(app, str) and app.split(".")[0] in LAYERS
    ]
    assert ours, "no command found: the check would prove nothing"
    assert [name for name in ours if f"`{name}" not in readme] == []


def test_migrations_match_the_models() -> None:
    result = subprocess.run(
        [sys.executable, "site/manage.py", "makemigrations", "--check", "--dry-run"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stdout + result.stderr
