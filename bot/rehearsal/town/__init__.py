"""A town of simulated people on the real house: their habits, their providers' faults, and what came of it in figures."""
