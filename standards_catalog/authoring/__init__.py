"""Writing the text of a standard in the content administration."""
