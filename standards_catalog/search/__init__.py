"""Finding a standard by any words of its title, number, code or text."""
