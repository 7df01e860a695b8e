"""The text of a standard as GB/T 1.1—2020 builds it. Pure: no Django, no clock."""
