"""Readers: files come in, tidy counted tables go out, and nothing is dropped in silence."""
