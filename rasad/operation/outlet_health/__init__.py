"""How each outlet is, in figures and in sentences that a person who is no programmer understands."""
