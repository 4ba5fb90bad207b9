"""What goes at night, since nobody can use it any more."""
