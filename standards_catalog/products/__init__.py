"""The four products of a standards system after GB/T 13016—2018, from one selector."""
