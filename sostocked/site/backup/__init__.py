"""Everything that must not be lost, in one file that was read again after it was written; and the way back."""
