"""`make run`: one program that brings everything up, watches it, and takes it down again. Knows no Django."""
