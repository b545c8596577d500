"""One network's reading of an article: who and what is mentioned, what is one, and how all of it hangs together."""
