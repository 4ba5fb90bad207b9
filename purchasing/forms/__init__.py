"""The shape of what sellers type: the head of an order, its lines, and the whole sheet of them."""
