"""Forms of the procedure."""
