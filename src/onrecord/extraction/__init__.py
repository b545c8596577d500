"""Article → Extraction: who said what, to whom, when and where, about whom."""
