"""Who says what: the attribution model and how texts are given to it."""
