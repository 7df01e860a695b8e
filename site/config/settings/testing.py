"""Settings of the test suite: only switches things off or makes them fast."""

import tempfile
from pathlib import Path

from config.settings.base import *  # noqa: F403

DEBUG = False
SECRET_KEY = "only-for-the-test-suite-0123456789abcdef"  # noqa: S105
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
# Kept in a name so that the folder is removed when the interpreter ends.
_FOLDER = tempfile.TemporaryDirectory(prefix="zhunsheng-test-")
DATA_ROOT = Path(_FOLDER.name)
MEDIA_ROOT = DATA_ROOT / "media"
STATIC_ROOT = DATA_ROOT / "static"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
