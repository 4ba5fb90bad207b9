"""The demo world: two sellers, three facilities, their people and orders, built through the services."""
