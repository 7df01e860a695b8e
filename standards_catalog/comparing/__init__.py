"""Comparison of two texts of a standard, on screen and as Word."""
