"""The command line: one file per family of verbs; nothing heavy is imported before a verb needs it."""
