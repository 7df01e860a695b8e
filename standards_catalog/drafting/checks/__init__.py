"""The drafting check (起草检查). ``registry.check_draft`` is the entrance."""
