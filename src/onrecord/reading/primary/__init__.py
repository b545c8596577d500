"""Primary sources: transcripts, parliaments, posts."""
