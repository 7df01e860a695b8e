"""Settings for a served installation; everything secret comes from the environment."""

from config.settings.base import *  # noqa: F403
from config.settings.environment import read_bool, read_int, read_list, read_secret

DEBUG = False
SECRET_KEY = read_secret("ZHUNSHENG_SECRET_KEY")
ALLOWED_HOSTS = read_list("ZHUNSHENG_HOSTS", [])
CSRF_TRUSTED_ORIGINS = read_list("ZHUNSHENG_ORIGINS", [])
WAGTAILADMIN_BASE_URL = read_list("ZHUNSHENG_ORIGINS", ["http://127.0.0.1:8000"])[0]

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

_HTTPS = read_bool("ZHUNSHENG_HTTPS", True)
SECURE_SSL_REDIRECT = _HTTPS
SESSION_COOKIE_SECURE = _HTTPS
CSRF_COOKIE_SECURE = _HTTPS
SECURE_HSTS_SECONDS = read_int("ZHUNSHENG_HSTS_SECONDS", 31_536_000 if _HTTPS else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = _HTTPS
SECURE_HSTS_PRELOAD = _HTTPS
if read_bool("ZHUNSHENG_BEHIND_PROXY", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
