"""How a unit's public relations did: what it released, who carried it, how it was received."""
