"""Settings shared by every environment."""

import os
from pathlib import Path

import django_stubs_ext

from config.settings.environment import (
    read_bool,
    read_database,
    read_directory,
    read_int,
)

# Lets classes say what they hold at run time too, as in ``FormView[SectionForm]``;
# Django's own classes only learn to be subscripted by this.
django_stubs_ext.monkeypatch()

SITE_ROOT = Path(__file__).resolve().parents[2]
PROJECT_ROOT = SITE_ROOT.parent

# Everything the program writes: database, ledger parts, reports, uploads.
DATA_ROOT = read_directory("ZHUNSHENG_DATA", PROJECT_ROOT / "var")
DATA_ROOT.mkdir(parents=True, exist_ok=True)

INSTALLED_APPS = [
    "handbook",
    "home",
    "reports.dashboards",
    "reports.trends",
    "reports.acceptance",
    "reports.figures",
    "assessment",
    "assessment.packages",
    "assessment.demonstration",
    "assessment.coverage",
    "assessment.evidence",
    "assessment.gaps",
    "assessment.implementation",
    "assessment.planning",
    "assessment.training",
    "assessment.satisfaction",
    "assessment.self_evaluation",
    "assessment.rectification",
    "assessment.supervision",
    "assessment.programme",
    "assessment.publication",
    "assessment.promotion",
    "standards_catalog.comparing",
    "standards_catalog.documents",
    "standards_catalog.search",
    "standards_catalog.procedure",
    "standards_catalog.authoring",
    "standards_catalog.validity",
    "standards_catalog.products",
    "standards_catalog",
    "background",
    "accounts.apps.AccountsConfig",
    "listing",
    "accounts.apps.UsersConfig",
    "wagtail.contrib.table_block",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.sites",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_htmx",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "config.middleware.ContentSecurityPolicyMiddleware",
    "standards_catalog.middleware.PilotScopeMiddleware",
    "standards_catalog.authoring.middleware.DraftersOnlyMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [SITE_ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["listing.templatetags.icons"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "standards_catalog.context_processors.pilot_scope",
                "standards_catalog.procedure.context_processors.unread_notices",
                "home.context_processors.navigation",
                "handbook.context_processors.help_link",
            ],
        },
    },
]

DATABASES = {"default": read_database(DATA_ROOT / "zhunsheng.db")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
# The first signs in and grants the rights of the group that bears the role's name.
AUTHENTICATION_BACKENDS = [
    "accounts.permissions.RoleBackend",
    "standards_catalog.authoring.permissions.DrafterBackend",
]
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "home:workbench"
LOGOUT_REDIRECT_URL = "home:portal"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True
LOCALE_PATHS = [SITE_ROOT / "locale"]

STATIC_URL = "/static/"
STATIC_ROOT = DATA_ROOT / "static"
STATICFILES_DIRS = [SITE_ROOT / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_ROOT / "media"

DATA_UPLOAD_MAX_NUMBER_FIELDS = 60_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
# A background process that was not heard of for so long is taken for dead.
JOB_LOST_AFTER_SECONDS = read_int("ZHUNSHENG_JOB_LOST_AFTER", 30)
JOB_LONGEST_SECONDS = read_int("ZHUNSHENG_JOB_LONGEST", 3600)
# Notices are sent by e-mail too where a server is named.
EMAIL_HOST = os.environ.get("ZHUNSHENG_EMAIL_HOST", "")
EMAIL_PORT = read_int("ZHUNSHENG_EMAIL_PORT", 25)
EMAIL_HOST_USER = os.environ.get("ZHUNSHENG_EMAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("ZHUNSHENG_EMAIL_PASSWORD", "")
EMAIL_USE_TLS = read_bool("ZHUNSHENG_EMAIL_TLS", False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("ZHUNSHENG_EMAIL_FROM", "zhunsheng@localhost")
SESSION_COOKIE_AGE = read_int("ZHUNSHENG_SESSION_MINUTES", 480) * 60
SESSION_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "SAMEORIGIN"  # Wagtail shows previews in a frame of this site.
SECURE_REFERRER_POLICY = "same-origin"

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": DATA_ROOT / "cache",
    }
}

WAGTAIL_SITE_NAME = "准绳"
# Links in messages lead to where ``make`` serves the site.
WAGTAILADMIN_BASE_URL = f"http://127.0.0.1:{os.environ.get('PORT') or 8000}"
WAGTAILADMIN_PERMITTED_LANGUAGES = [("zh-hans", "简体中文")]
WAGTAIL_CONTENT_LANGUAGES = [("zh-hans", "简体中文")]
WAGTAILADMIN_LOGIN_URL = "/accounts/sign-in/"
WAGTAIL_FRONTEND_LOGIN_URL = "/accounts/sign-in/"
# Passwords are changed at /accounts/password/, where it is recorded.
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAIL_AUTOSAVE_INTERVAL = 15_000
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
# An intranet installation makes no calls to the outside.
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx", "ofd", "zip", "png", "jpg", "jpeg"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 50 * 1024 * 1024
WAGTAILDOCS_PRIVATE_COLLECTION_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILIMAGES_EXTENSIONS = ["png", "jpg", "jpeg", "webp"]
WAGTAILSEARCH_BACKENDS = {
    "default": {"BACKEND": "standards_catalog.search.wagtail_backend"}
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
