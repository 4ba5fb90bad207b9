"""What is kept of a person: to take along, and to be made nameless when they leave."""
