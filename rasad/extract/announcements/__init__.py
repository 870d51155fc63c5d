"""Where outlets announce items: feeds, sitemaps, listings, editions, channels."""
