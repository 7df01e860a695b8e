"""Fixtures every test may use; the records they are made of are in factories.py."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from tests.factories import Cast, make_cast


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
