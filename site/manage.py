#!/usr/bin/env python
"""Entry point of every management command."""

import os
import sys

from django.core.management import CommandError, execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.development")
    # Django puts the name of the class in front of what went wrong.
    CommandError.__name__ = "错误"
    execute_from_command_line(sys.argv)
