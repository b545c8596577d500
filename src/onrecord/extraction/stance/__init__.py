"""The stance of a statement's speaker toward the parties it is about, and the words that show it."""
