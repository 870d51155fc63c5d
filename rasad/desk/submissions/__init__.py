"""Items that a person enters by hand: what no crawler may read, with the files that show it."""
