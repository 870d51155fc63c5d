"""No records of its own: what staff keep is in `rasad.desk`."""
