"""Writes about posts."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from accounts.models import User
from accounts.services import record_event
from assessment.training.models import Post
from standards_catalog.models import Standard


@transaction.atomic
def set_post_standards(
    *, post: Post, standards: Iterable[Standard], actor: User, address: str
) -> bool:
    """Name exactly ``standards`` for ``post``; whether that changes anything."""
    before = {standard.pk: standard.code for standard in post.standards.all()}
    after = {standard.pk: standard.code for standard in standards}
    if before.keys() == after.keys():
        return False
    post.standards.set(after.keys())
    post.pilot.mark_changed()
    added = [code for pk, code in after.items() if pk not in before]
    removed = [code for pk, code in before.items() if pk not in after]
    record_event(
        actor=actor,
        action="选定岗位标准",
        object_label=f"{post.pilot.name} {post}",
        detail={"增加": "、".join(added), "去掉": "、".join(removed)},
        address=address,
    )
    return True
