"""From exact numbers to what people read. The only place that rounds."""
