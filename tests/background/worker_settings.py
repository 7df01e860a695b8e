"""Settings of the worker processes that tests start."""

import os
from pathlib import Path

from config.settings.testing import *  # noqa: F403
from config.settings.testing import INSTALLED_APPS

DATA_ROOT = Path(os.environ["ZHUNSHENG_DATA"])
INSTALLED_APPS = [*INSTALLED_APPS, "tests.background.sample_jobs"]
