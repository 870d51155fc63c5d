"""What a bulletin is made of: the stories of its period, why each is offered, where it stands."""
