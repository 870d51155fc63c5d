"""Whether an outlet's rules still read its pages: noticed page by page, before anything wrong is stored."""
