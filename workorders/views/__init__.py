"""The pages of work orders: the facility's desk, the seller's list, writing one."""
