"""Values: perceptrons, truth tables, gates, covers and expressions, exact and with the standard library alone."""
