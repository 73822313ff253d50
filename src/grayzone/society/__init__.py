"""Society: who lives together, where, and who knows whom."""
