"""The report: one offline page from question to evidence, with what may not be concluded."""

from ..ground.rooms import answer_calls
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

answer_calls(__name__)  # grayzone.report(folder, "page.html"): the verb lives upstairs, in briefs
