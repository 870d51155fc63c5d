"""How a site's articles are read: rules inferred from several pages, and pages compared with each other."""
