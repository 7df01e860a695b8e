"""A demonstration data set for a pilot: generated, seeded, plainly synthetic.

Nothing here happened. The people are numbers (民政局人员001), the applicants are
drawn keys, the answers, findings and cases come out of a seeded generator; only the
units, standards, work items and clauses are those of the pilot package it starts
from. The package it writes says ``demonstration = true``, so that every page and
every file made from it can say 演示数据.
"""
