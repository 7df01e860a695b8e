"""A standard's text as the editor's stream and as a page to read. Pure: no Django."""
