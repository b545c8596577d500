"""The files of the large attribution model, for onrecord to load; no code."""
