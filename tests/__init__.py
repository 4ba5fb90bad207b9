"""The tests: rules in `rules/`, pages by app, real browsers in `browser/`. docs/testing.md says how."""
