"""Scenarios: a society, a model, what happens to them and what is done about it, written in one file."""
