"""What is done about gaps: found, owned, claimed, proposed as a project, closed."""
