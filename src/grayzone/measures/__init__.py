"""Measures: a run goes in, numbers with a unit and a direction come out; nothing here knows a model."""
