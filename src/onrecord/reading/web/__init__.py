"""Pages, feeds and sitemaps, fetched politely and guarded."""
