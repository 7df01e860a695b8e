"""Fixtures every test may use; the records they are made of are in factories.py."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from tests.factories import Cast, make_cast

DATABASE_FIXTURES = frozenset({"db", "transactional_db", "django_db_setup"})


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database-only",
        action="store_true",
        help="leave out what asks no database: it is the same on every one",
    )


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """With ``--database-only``, keep the tests that use the database."""
    if not config.getoption("--database-only"):
        return
    kept = [item for item in items if _asks_a_database(item)]
    config.hook.pytest_deselected(
        items=[one for one in items if not _asks_a_database(one)]
    )
    items[:] = kept


def _asks_a_database(item: pytest.Item) -> bool:
    fixtures = getattr(item, "fixturenames", ())
    return bool(
        DATABASE_FIXTURES.intersection(fixtures) or item.get_closest_marker("django_db")
    )


@pytest.fixture(autouse=True)
def _fresh_cache() -> Iterator[None]:
    """Remembered indicator values of one test never answer another."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def cast(db: None) -> Cast:
    """One account per role over two units, and a small pilot."""
    return make_cast()


@pytest.fixture
def signed_in(db: None) -> Callable[[User], Client]:
    """A browser that is signed in as the given account."""

    def open_session(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return open_session
