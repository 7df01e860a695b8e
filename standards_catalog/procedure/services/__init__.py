"""Writes of the procedure; every change of stage is in :mod:`.transitions`."""
