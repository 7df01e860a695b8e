"""Long work outside of a request: a table of jobs and the process that does them."""
