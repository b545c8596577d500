"""How good extraction is, on gold that a human has marked."""
