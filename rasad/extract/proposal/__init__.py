"""From a site's home page to the entry of its outlet: which pages to look at, and what they show.

Pure: bytes in, values out. Who calls it fetches the pages.
"""
