"""Pages and downloads of the documents of standards."""
