"""Settings for trying the product and developing it on one's own machine."""

from config.settings.base import *  # noqa: F403
from config.settings.base import DATA_ROOT
from config.settings.secret import installation_secret

DEBUG = False
# A secret made once per installation, so that `make demo` needs no settings.
SECRET_KEY = installation_secret(DATA_ROOT / "secret.key")
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
