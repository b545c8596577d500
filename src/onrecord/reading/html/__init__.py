"""HTML → Article: a page's blocks, which of them are its article, and what its markup says of it."""
