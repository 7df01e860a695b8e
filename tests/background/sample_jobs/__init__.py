"""An app with jobs that leave traces, for the tests with real worker processes."""
