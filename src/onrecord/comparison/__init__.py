"""Statements side by side: what they are about, whether they oppose each other, and where somebody has turned."""
