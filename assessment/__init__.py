"""What was observed in a pilot, and the numbers that follow from it."""
