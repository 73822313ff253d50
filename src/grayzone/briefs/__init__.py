"""Briefs: from a case to findings, and from findings to the report that a person reads."""
