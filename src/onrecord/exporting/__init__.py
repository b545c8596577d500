"""The record and its parts in the formats of others."""
