"""How the site is, for load balancers, monitors and whoever is woken up: probes, figures, log, reports."""
