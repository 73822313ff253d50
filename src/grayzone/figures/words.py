"""The words and numbers of a figure: calibrated, dated, never said without the assumption they hang on."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from ..errors import DataError, nearest

MINUS = "\N{MINUS SIGN}"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sept", "Oct", "Nov", "Dec")
COUNTED = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)

VERDICTS = ("worked in part", "worked once, fragile", "no gain", "not informed", "decided by priors")

# Each pattern with the way out; "will" is refused because nothing here is a forecast.
_REFUSED = {
    r"\bprov(?:e|es|ed|en)\b": "say 'compatible with'",
    r"\bshows? that\b": "say 'in these runs'",
    r"\b(?:in)?significan(?:t|tly|ce)\b": "give the interval",
    r"\b(?:sub)?optimal(?:ly)?\b": "name the assumption under which it keeps more",
    r"\bbest response\b": "name the assumption under which it keeps more",
    r"\bwill\b": "say 'would have' or 'in these runs'",
    r"\bthe enem(?:y|ies)\b": "name the organisation or the community",
    r"\bradicals?\b": "say 'people who mobilised'",
    r"\bhotbeds?\b": "name the place and the number",
    r"\b(?:wave|flood|stream|tide)s? of (?:refugees|migrants|immigrants|asylum)\b": "say how many arrived",
    r"\bp ?[<=>] ?0?\.\d+": "give the interval",
    "\N{PLUS-MINUS SIGN}": "say '90% interval ... to ...'",
}
_LIKELIHOOD = re.compile(r"\b(?:(?:very )?(?:un)?likely|could go either way)\b", re.IGNORECASE)
_NAMED = re.compile(r"\b(?:under|if|assuming)\b", re.IGNORECASE)


def refuse_words(text: str, where: str = "") -> str:
    """Return the text unchanged, or refuse it because a word claims more than a model can know.

    Parameters
    ----------
    text : str
        A sentence or paragraph that a report is about to print.
    where : str
        The field the text came from, for the refusal.

    Raises
    ------
    DataError
        For a word such as "proves" or "significant", and for "likely" in a sentence that names no assumption.

    Examples
    --------
    >>> refuse_words("Fear rose and hostility did not")
    'Fear rose and hostility did not'
    """
    for pattern, mend in _REFUSED.items():
        found = re.search(pattern, text, re.IGNORECASE)
        if found:
            raise DataError(f"the word '{found.group(0)}' may not be printed", where=where, mend=mend)
    for sentence in re.split(r"(?<=[.!?;])\s+", text):
        found = _LIKELIHOOD.search(sentence)
        if found and not _NAMED.search(sentence):
            raise DataError(
                f"'{found.group(0)}' stands in a sentence that names no assumption",
                where=where,
                mend="begin it with 'Under ...', or let Calibrated.sentence write it",
            )
    return text


def check_finding(text: str, where: str = "finding") -> str:
    """Return a figure's title if it is a finding: one sentence, at most 15 words, nothing overclaimed."""
    refuse_words(text, where)
    words = text.split()
    if not 3 <= len(words) <= 15:
        raise DataError(
            f"a finding has 3 to 15 words and this one has {len(words)}: '{text}'",
            where=where,
            mend="say one thing",
        )
    if re.match(r"(?i)\s*(figure|fig\.|chart|plot)\b", text) or " vs" in text or " by treatment" in text:
        raise DataError(
            f"'{text}' names axes, not a finding", where=where, mend="say in one sentence what was found"
        )
    return text


def two_digits(value: float) -> str:
    """Write an estimate with two significant digits, a real minus sign and a thousands comma.

    >>> two_digits(0.5357), two_digits(3.214), two_digits(-1234.0)
    ('0.54', '3.2', '−1,200')
    """
    if not math.isfinite(value):
        return "unknown"
    if value == 0:
        return "0"
    rounded = float(f"{value:.1e}")
    decimals = max(0, 1 - math.floor(math.log10(abs(rounded))))
    return f"{rounded:,.{decimals}f}".replace("-", MINUS)


def decimals(value: float, places: int = 2) -> str:
    """Write a number with a fixed count of decimals, so that a column of them lines up."""
    if not math.isfinite(value):
        return "unknown"
    text = f"{value:,.{places}f}"
    if float(text.replace(",", "")) == 0:
        text = text.lstrip("-")
    return text.replace("-", MINUS)


def signed(value: float, places: int | None = None) -> str:
    """Write a difference with its sign: two significant digits, or ``places`` decimals in a column.

    >>> signed(1.09, 2), signed(-0.184), signed(0.0)
    ('+1.09', '−0.18', '0')
    """
    text = two_digits(value) if places is None else decimals(value, places)
    return f"+{text}" if value > 0 and any(c in "123456789" for c in text) else text


def count(value: float) -> str:
    """Write a count with a thousands comma.

    >>> count(25838)
    '25,838'
    """
    return "unknown" if not math.isfinite(value) else f"{round(value):,}".replace("-", MINUS)


def share(value: float) -> str:
    """Write a share (0 to 1) in whole per cent; below one in a hundred it reads '<1%'.

    >>> share(0.683), share(0.004), share(0.998)
    ('68%', '<1%', '>99%')
    """
    if not math.isfinite(value):
        return "unknown"
    if 0 < value < 0.01:
        return "<1%"
    if 0.99 < value < 1 and round(100 * value) == 100:
        return ">99%"
    return f"{round(100 * value)}%".replace("-", MINUS)


def points(difference: float) -> str:
    """Write a difference of two shares in whole points.

    >>> points(-0.068), points(0.051), points(0.001)
    ('−7', '+5', '0')
    """
    return "unknown" if not math.isfinite(difference) else signed(float(round(100 * difference)), 0)


def interval(low: float, high: float, write: Callable[[float], str] = two_digits, level: int = 90) -> str:
    """Write an interval in words, because a dash between signed numbers cannot be read.

    >>> interval(1.31, 3.92)
    '90% interval 1.3 to 3.9'
    """
    if level not in (50, 90):
        raise DataError(f"intervals are 50% or 90%, not {level}%", where="level")
    return f"{level}% interval {write(low)} to {write(high)}"


Day = np.datetime64 | str


def day_of(value: Day) -> np.datetime64:
    """Read a calendar date."""
    try:
        return np.datetime64(str(value)[:10], "D")
    except ValueError:
        raise DataError(f"'{value}' is not a date", mend="write it as 2015-11-13") from None


def date(value: Day, form: str = "full") -> str:
    """Write a date: ``full`` 13 Nov 2015, ``short`` 13 Nov, ``month`` Nov 2015, ``year`` 2015.

    >>> date("2015-11-13"), date("2015-11-13", "short")
    ('13 Nov 2015', '13 Nov')
    """
    year, month, day = (int(part) for part in str(day_of(value)).split("-"))
    forms = {
        "full": f"{day} {MONTHS[month - 1]} {year}",
        "short": f"{day} {MONTHS[month - 1]}",
        "month": f"{MONTHS[month - 1]} {year}",
        "year": f"{year}",
    }
    if form not in forms:
        raise DataError(f"'{form}' is not a form of a date", mend=nearest(form, forms))
    return forms[form]


def period(first: Day, last: Day) -> str:
    """Write a period of days, the year once where it is one.

    >>> period("2015-12-02", "2015-12-15")
    '2 to 15 Dec 2015'
    """
    a, b = str(day_of(first)), str(day_of(last))
    if a == b:
        return date(last)
    if a[:7] == b[:7]:
        return f"{int(a[8:])} to {date(last)}"
    return f"{date(first, 'short' if a[:4] == b[:4] else 'full')} to {date(last)}"


def counted(number: int) -> str:
    """Write a small count as a word: 7 becomes 'seven'."""
    return COUNTED[number] if 0 <= number < len(COUNTED) else count(number)


def listed(parts: Sequence[str]) -> str:
    """Join words as a sentence does: 'a, b and c'."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}" if parts else ""


def sentence_case(text: str) -> str:
    """Give the first letter of a sentence its capital and leave the rest alone."""
    return text[:1].upper() + text[1:]


@dataclass(frozen=True)
class Calibrated:
    """How sure, under which assumption, and how wide: three things that are only ever printed together.

    Parameters
    ----------
    word : str
        One of the five words of likelihood.
    assumption : str
        The rival mechanism or condition, as a reader knows it ("backlash").
    interval : str
        The interval in words, with its unit.

    Examples
    --------
    >>> sure = Calibrated.from_share(0.94, "backlash", "90% interval 2 to 9 points")
    >>> sure.sentence("inclusion keeps more of the zone")
    'Under backlash, it is very likely that inclusion keeps more of the zone (90% interval 2 to 9 points).'
    """

    word: str
    assumption: str
    interval: str

    WORDS = ("very likely", "likely", "could go either way", "unlikely", "very unlikely")

    def __post_init__(self) -> None:
        if self.word not in self.WORDS:
            raise DataError(f"'{self.word}' is not a calibrated word", mend=nearest(self.word, self.WORDS))
        if not self.assumption.strip():
            raise DataError(
                f"'{self.word}' has no assumption", where="assumption", mend="name the rival mechanism"
            )
        if " to " not in self.interval:
            raise DataError(
                f"'{self.word}' has no interval", where="interval", mend="write '90% interval 1.3 to 3.9'"
            )

    @classmethod
    def from_share(cls, share_of_draws: float, assumption: str, interval: str) -> Calibrated:
        """Choose the word from the share of draws in which the claim holds."""
        if not 0 <= share_of_draws <= 1:
            raise DataError(
                f"a share of draws lies between 0 and 1, not at {share_of_draws}", where="share_of_draws"
            )
        # A thousandth of slack, so that exactly 9 of 10 and 2 of 3 draws count in spite of binary fractions.
        slack = 1e-9
        if share_of_draws >= 0.9 - slack:
            word = "very likely"
        elif share_of_draws >= 2 / 3 - slack:
            word = "likely"
        elif share_of_draws <= 0.1 + slack:
            word = "very unlikely"
        elif share_of_draws <= 1 / 3 + slack:
            word = "unlikely"
        else:
            word = "could go either way"
        return cls(word, assumption, interval)

    def sentence(self, claim: str) -> str:
        """Write the claim as a sentence that begins with its assumption and ends with its interval."""
        refuse_words(claim, "claim")
        how = (
            "it could go either way whether"
            if self.word == "could go either way"
            else f"it is {self.word} that"
        )
        return f"Under {self.assumption}, {how} {claim} ({self.interval})."

    def __str__(self) -> str:
        return f"{self.word} under {self.assumption} ({self.interval})"

    def __format__(self, spec: str) -> str:
        if spec:
            raise DataError(
                "a calibrated word is printed whole, with its assumption", mend="leave out the format"
            )
        return str(self)


@dataclass(frozen=True)
class Verdict:
    """How far one part of an answer may be trusted, in one of five settled words."""

    word: str

    def __post_init__(self) -> None:
        if self.word not in VERDICTS:
            raise DataError(f"'{self.word}' is not a verdict", mend=nearest(self.word, VERDICTS))

    @classmethod
    def from_scores(cls, better: int, windows: int) -> Verdict:
        """Judge held-out scores: in how many of the scored windows the model beat its named baseline."""
        if not 0 <= better <= windows or windows < 1:
            raise DataError(f"{better} of {windows} windows cannot be", where="better")
        return cls("no gain" if better == 0 else "worked once, fragile" if better == 1 else "worked in part")

    @classmethod
    def from_contraction(cls, contraction: float) -> Verdict | None:
        """Return 'not informed' if the posterior equals the prior within a tenth, otherwise nothing."""
        return cls("not informed") if abs(contraction) <= 0.1 else None

    @classmethod
    def from_ranking(cls, r_squared: float) -> Verdict | None:
        """Return 'decided by priors' if data explain under a tenth of the ranking, else nothing."""
        return cls("decided by priors") if r_squared < 0.1 else None

    def __str__(self) -> str:
        return sentence_case(self.word)
