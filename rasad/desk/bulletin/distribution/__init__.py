"""How an issued bulletin reaches its readers: by mail, by a public link that ends."""
