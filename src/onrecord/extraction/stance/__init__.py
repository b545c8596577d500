"""Stance: the model, what it is asked, and what becomes of its answers."""
