"""The office's screens for pilot packages.

This file imports nothing: :mod:`assessment.packages.views.reader` runs as a program of
its own that must start without Django and without a database.
"""
