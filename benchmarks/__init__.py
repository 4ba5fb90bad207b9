"""How fast it is, always as a ratio to a yardstick measured in the same run. `make bench` runs all of it."""
