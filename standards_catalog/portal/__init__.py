"""What everybody may read of the standards, with what has to be stated about it."""
