"""PDF → Article: glyphs, lines and columns, scans by Tesseract."""
