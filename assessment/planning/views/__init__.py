"""Pages of the plans: all of them, one, their measures, making and reporting."""
