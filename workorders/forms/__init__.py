"""What sellers write on work orders: steps, and whole stand-alone work orders."""
