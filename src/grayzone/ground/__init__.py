"""The ground: units, chance by address, and the labelled records of a run."""
