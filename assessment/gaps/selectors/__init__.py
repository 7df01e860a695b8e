"""Rows → facts of the gap rules, and kept gaps with their state on a day."""
