"""The colours of every figure, read from ``tokens.css``, and the sums that check they can be told apart."""

from __future__ import annotations

import re
from importlib import resources
from itertools import combinations

import numpy as np
import numpy.typing as npt

from ..errors import InternalError

Colour = npt.NDArray[np.float64]

COMMUNITIES = ("c1", "c2", "c3")
POLICIES = ("p0", "p1", "p2", "p3", "p4")
LADDER = ("s0", "s1", "s2", "s3", "s4")

# What a dichromat sees, in linear RGB: Machado, Oliveira and Fernandes (2009), severity 1.
DICHROMATS: dict[str, Colour] = {
    "protan": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deutan": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritan": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}

# Linear RGB to cone responses to OKLab: Ottosson (2020).
_TO_CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_OKLAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def stylesheet() -> str:
    """Return the colour tokens and the classes of all figures as one style sheet."""
    folder = resources.files(__package__)
    return "".join(
        folder.joinpath(name).read_text(encoding="utf-8") for name in ("tokens.css", "figures.css")
    )


def tokens(mode: str = "light") -> dict[str, str]:
    """Read the colours of one mode.

    Parameters
    ----------
    mode : str
        ``"light"``, ``"dark"`` (the reader's switch) or ``"system"`` (dark because the reader's
        system is dark).

    Examples
    --------
    >>> tokens("light")["paper"]
    '#FAF8F4'
    """
    text = resources.files(__package__).joinpath("tokens.css").read_text(encoding="utf-8")
    opening = {
        "light": ":root{color-scheme",
        "dark": ":root[data-theme=dark]{",
        "system": ":root:not([data-theme=light]){",
    }
    if mode not in opening or opening[mode] not in text:
        raise InternalError(f"tokens.css has no colours for '{mode}'")
    start = text.index(opening[mode])
    block = text[start : text.index("}", start)]
    return dict(re.findall(r"--([a-z0-9]+):(#[0-9A-Fa-f]{6})", block))


def linear_rgb(colour: str) -> Colour:
    """Turn ``#RRGGBB`` into light intensities between 0 and 1."""
    coded = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (Web Content Accessibility Guidelines 2).

    >>> round(contrast("#000000", "#FFFFFF"), 1)
    21.0
    """
    weights = np.array([0.2126, 0.7152, 0.0722])
    low, high = sorted(float(weights @ linear_rgb(colour)) for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


def oklab(colour: str, vision: str = "") -> Colour:
    """Place a colour in the perceptual space OKLab, as a person with the named vision sees it."""
    light = linear_rgb(colour)
    if vision:
        light = np.clip(DICHROMATS[vision] @ light, 0, 1)
    return np.asarray(_TO_OKLAB @ np.cbrt(_TO_CONES @ light), dtype=np.float64)


def smallest_distance(names: tuple[str, ...], mode: str) -> tuple[float, str]:
    """Return the smallest distance (OKLab x 100) within a set of colours, and which pair and vision it is."""
    colours = tokens(mode)
    return min(
        (
            100 * float(np.linalg.norm(oklab(colours[a], vision) - oklab(colours[b], vision))),
            f"{a} and {b}, {vision}, {mode}",
        )
        for a, b in combinations(names, 2)
        for vision in DICHROMATS
    )
