"""Places that keep sealed objects. One module per kind of place, one contract suite for all."""
