"""Plain text and Markdown → Article."""
