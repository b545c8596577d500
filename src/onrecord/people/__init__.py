"""Names, offices, and who is who across articles. Knows neither spaCy nor the record."""
