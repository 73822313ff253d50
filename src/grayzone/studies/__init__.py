"""Studies: many runs of one question, with draws from what is held possible and the same luck for every response."""
