"""A made-up world to look around in, on this machine only. Nothing here works outside demo mode."""
