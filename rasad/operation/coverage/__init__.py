"""The coverage certificate: how much of what an outlet published in a day is here, why the rest is not."""
