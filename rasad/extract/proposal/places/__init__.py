"""Where a site announces: feeds, sitemaps, lists with their paging, issues."""
