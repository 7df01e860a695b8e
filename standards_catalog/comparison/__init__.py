"""What changed between two texts, to the character. Pure: no Django, no clock."""
