"""Standards as files: PDF and Word out, Word in, collections, tables of changes."""
