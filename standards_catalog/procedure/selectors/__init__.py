"""What the procedure's pages show and what its steps require."""
