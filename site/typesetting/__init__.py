"""Printed documents: one tree of blocks, written as HTML, PDF and Word.

``blocks`` says what a document consists of, ``html``, ``pdf`` and ``word`` write it,
``drawing`` and ``charts`` make pictures. Nothing here knows what a report is about.
"""
