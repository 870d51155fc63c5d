"""A bulletin as its readers have it: content as one value, then HTML, PDF and Word of it."""
