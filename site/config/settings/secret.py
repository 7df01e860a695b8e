"""The secret of one installation, made on first start and kept in its data folder."""

import os
import secrets
from pathlib import Path


def installation_secret(path: Path) -> str:
    """Return the secret stored at ``path``, creating it readable by its owner only."""
    if path.exists():
        return path.read_text("ascii").strip()
    value = secrets.token_urlsafe(48)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # another process of the same start was faster
        return path.read_text("ascii").strip()
    with os.fdopen(handle, "w") as file:
        file.write(value)
    return value
