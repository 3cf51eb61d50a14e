"""neurocircuit: an exact logic-circuit simulator built from neurons."""
