"""The engines: one plan, three fidelities (agents, counts, shares), and the slow, obvious reference."""
