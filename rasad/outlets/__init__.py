"""What an outlet, a family of outlets and a city are: definitions in YAML, checked and loaded."""
