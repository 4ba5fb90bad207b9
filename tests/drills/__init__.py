"""Drills: what the running site goes through when many come at once, processes die and others send nonsense.

`make drill` runs them on this machine alone, on services of their own that are gone afterwards.
"""
