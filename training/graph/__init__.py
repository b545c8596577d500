"""Articles marked up whole (the graph set), and what is measured and taught on them."""
