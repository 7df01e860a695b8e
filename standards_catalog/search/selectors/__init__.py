"""What is found: standards by title, number and code, and clauses by their words."""
