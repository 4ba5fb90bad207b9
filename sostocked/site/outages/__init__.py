"""What people and the log are told while a server that the house stands on is away."""
