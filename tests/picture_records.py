"""A picture of a text, for the permission tests."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.core.files.images import ImageFile
from PIL import Image as Drawing
from wagtail.images import get_image_model

from accounts.models import User
from tests.permission_records import Scene


def drawn(colour: str) -> bytes:
    """A small picture as a file."""
    stream = BytesIO()
    Drawing.new("RGB", (40, 30), colour).save(stream, "PNG")
    return stream.getvalue()


def picture(user: User, colour: str = "red") -> Any:
    """A picture that ``user`` uploaded."""
    image = get_image_model()(
        title="流程图",
        uploaded_by_user=user,
        file=ImageFile(BytesIO(drawn(colour)), name="flow.png"),
    )
    image.save()
    image.get_file_hash()
    image.file.close()
    return image


def picture_key(scene: Scene) -> tuple[str]:
    """The digest that a text names a picture by."""
    return (picture(scene.cast.office).file_hash,)


def picture_name(scene: Scene) -> tuple[str]:
    """The name the editor knows the office's picture by."""
    return (picture(scene.cast.office).file.name,)
