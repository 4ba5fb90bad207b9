"""The goods of a work order: what came, was built, is there, left and is on its way."""
