"""Mail of the people of an organization: whether it is still true, and what did not arrive."""
