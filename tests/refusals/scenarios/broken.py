"""A mechanism file that does not load."""

raise ValueError("this file is broken on purpose")
