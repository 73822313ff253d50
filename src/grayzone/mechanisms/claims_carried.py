"""Which part of the running system carries which claim of the source article.

A part is written ``mechanism:slug``, ``measure:name``, ``signal:name``, ``stock:name``, ``event:kind``,
``lever:name`` or ``mark:name``.  That a part carries a claim does not make the claim true: it makes it
possible to switch the claim off and see what changes.
"""

from __future__ import annotations

from collections.abc import Mapping

CARRIES: Mapping[str, tuple[str, ...]] = {
    "article-2015/c01": ("mechanism:attention", "signal:attention"),
    "article-2015/c02": ("mechanism:provocation", "event:attack", "mark:killed"),
    "article-2015/c03": ("mechanism:fear", "signal:fear", "mechanism:attention"),
    "article-2015/c04": ("mechanism:threat_messages", "event:threat_message"),
    "article-2015/c05": ("mechanism:coalition", "stock:intervention"),
    "article-2015/c06": ("mechanism:restriction", "mechanism:alienation", "mechanism:recruitment"),
    "article-2015/c07": ("measure:gray_zone", "mechanism:contact"),
    "article-2015/c08": ("mechanism:hostility", "mechanism:hate_incidents", "measure:hate_incidents"),
    "article-2015/c09": ("mechanism:hate_climate", "mechanism:alienation"),
    "article-2015/c10": ("mechanism:provocation", "mechanism:adaptation", "mark:killed"),
    "article-2015/c11": ("mechanism:reciprocal_violence", "event:reprisal"),
    "article-2015/c12": ("mechanism:government", "mechanism:reciprocal_violence", "lever:crackdown"),
    "article-2015/c13": ("mechanism:protection", "signal:insecurity"),
    "article-2015/c14": ("mechanism:mobilisation",),
    "article-2015/c15": ("mechanism:reciprocal_violence", "mechanism:mobilisation", "mark:symbolic"),
    "article-2015/c16": ("mechanism:government", "mechanism:hostility", "mechanism:adaptation"),
    "article-2015/c17": (
        "mechanism:restriction",
        "mechanism:government",
        "mechanism:politics_of_salience",
        "lever:discriminatory_admission",
        "lever:religious_restriction",
        "lever:blanket_surveillance",
    ),
    "article-2015/c18": (
        "mechanism:repression",
        "mechanism:detection",
        "measure:recruits",
        "measure:attacks",
        "measure:liberties_cost",
    ),
    "article-2015/c19": (
        "mechanism:contact",
        "mechanism:disengagement",
        "mechanism:admission",
        "lever:unity_norm",
        "lever:inclusion",
        "lever:open_admission",
        "measure:admissions",
    ),
    "article-2015/c20": ("mechanism:grievance", "stock:grievance"),
    "article-2015/c21": ("mechanism:admission", "mechanism:scarcity", "mechanism:salience"),
}
