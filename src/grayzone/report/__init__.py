"""The report: one offline page from question to evidence, with what may not be concluded."""

from .content import (
    Answer,
    Balance,
    Caution,
    Check,
    Licence,
    Missing,
    ReportContent,
    Responses,
    Section,
    Slot,
    Span,
    Trust,
)
from .pages import render, write_report

__all__ = [
    "Answer",
    "Balance",
    "Caution",
    "Check",
    "Licence",
    "Missing",
    "ReportContent",
    "Responses",
    "Section",
    "Slot",
    "Span",
    "Trust",
    "render",
    "write_report",
]
