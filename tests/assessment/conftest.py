"""The whole demonstration pilot, loaded once for the modules that ask for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from accounts.models import AuditEvent
from assessment.packages.models import PackageImport

DEMONSTRATION = "jy-assistance-2020"


@pytest.fixture(scope="module")
def loaded_demonstration(
    django_db_setup: None,
    django_db_blocker: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """The code of the demonstration pilot, committed to the test database.

    It is loaded outside the tests' transactions because the ledger parts appear on
    commit, and taken back by undoing the import, which leaves the database empty.
    """
    folder = tmp_path_factory.mktemp("demonstration") / "package"
    with django_db_blocker.unblock():
        call_command("make_demonstration", str(folder), verbosity=0)
        call_command("load_pilot", str(folder), verbosity=0)
    yield DEMONSTRATION
    with django_db_blocker.unblock():
        call_command("undo_import", "--pilot", DEMONSTRATION, verbosity=0)
        PackageImport.objects.all().delete()
        AuditEvent.objects.all().delete()


@pytest.fixture(scope="module")
def exported_demonstration(
    loaded_demonstration: str,
    django_db_blocker: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """The folder the demonstration pilot was exported to."""
    folder = tmp_path_factory.mktemp("export") / "package"
    with django_db_blocker.unblock():
        call_command("export_pilot", loaded_demonstration, str(folder), verbosity=0)
    return folder
