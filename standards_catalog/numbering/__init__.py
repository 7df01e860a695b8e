"""Numbers of standards and of the parts of a standard. Pure: no Django, no clock."""
