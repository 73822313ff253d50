"""Read weighted marginals from a survey: the share of each ordered answer, by group and period.

Only shares of at least ten people leave this file: no row, no id, no small cell.
"""

from __future__ import annotations

import math
import os
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from ..errors import DataError
from .cells import read_number
from .source_rows import RowFault
from .survey_file import Answer, SurveyFile, open_survey
from .tally import Tally

MINIMUM_CELL = 10
"""People; a smaller cell is withheld, so that nobody can be found in a table."""

MOST_ANSWERS = 50
MOST_ROWS = 10_000
WEIGHTS = ("anweight", "pspwght", "pweight", "dweight", "weight", "w4", "wt", "withinwt", "s017", "combinwt")
"""Names that weights have in common surveys, in the order in which a person should think of them."""

WEIGHT_RANGE = (1e-9, 1e9)
"""A weight above 0 lies in here, whether it is relative or counts the people behind a respondent."""

LIKE_MISSING = frozenset({7.0, 8.0, 9.0, 66.0, 77.0, 88.0, 99.0, 777.0, 888.0, 999.0})
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-[0-9]{2}")


@dataclass(frozen=True)
class Marginal:
    """The shares of one group in one period.

    Parameters
    ----------
    period, group : str
        Empty where not asked for.
    shares : tuple of float or None
        Weighted, in the order of the answers, to four decimals; None where withheld.
    people : int
        Respondents with an answer and a weight.
    effective : float
        Respondents that would say as much if all weights were equal.
    design_effect : float
        ``people / effective`` by Kish: 1 + the squared coefficient of variation of the weights.
    """

    period: str
    group: str
    shares: tuple[float | None, ...]
    people: int
    effective: float
    design_effect: float


@dataclass(frozen=True)
class Marginals:
    """All that leaves a survey.

    Parameters
    ----------
    column, question, weight : str
    answers : tuple of float
        Codes in order.
    labels : tuple of str
        What each code says; empty where the file does not say.
    rows : tuple of Marginal
        Sorted by period and group.
    minimum_cell : int
        People below which a cell is withheld.
    withheld_cells, withheld_groups : int
        Cells withheld in `rows`, and groups that are too small to be a row.
    tally : Tally
    """

    column: str
    question: str
    weight: str
    answers: tuple[float, ...]
    labels: tuple[str, ...]
    rows: tuple[Marginal, ...]
    minimum_cell: int
    withheld_cells: int
    withheld_groups: int
    tally: Tally


def survey_marginals(
    path: str | os.PathLike[str],
    *,
    column: str,
    weight: str,
    group: str | None = None,
    period: str | None = None,
    missing: Iterable[float] = (),
    minimum_cell: int = MINIMUM_CELL,
) -> Marginals:
    """Return the weighted share of each answer to a question, by group and period.

    It does not give single answers, cross two questions, or guess a weight. A cell below ten people is
    withheld, and so is the next smallest where one alone could be found by subtraction.

    Parameters
    ----------
    path : str or path-like
        SPSS (.sav) or Stata (.dta) with the extra ``survey``, or CSV.
    column : str
        The question; its answers are numbers in an order, such as 0 to 10.
    weight : str
        The column of weights; for the ESS ``anweight``.
    group, period : str, optional
        Columns; a period written as a date becomes its month.
    missing : of float
        Further codes that are no answer, such as 77, 88, 99; what the file declares is left out anyway.
    minimum_cell : int
        People; not below 10.

    Returns
    -------
    Marginals

    Raises
    ------
    DataError
        If a column is missing, a weight is negative or no number, or nothing is left to show.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "survey.csv")
    ...     _ = file.write_text("trust,w\\n" + "0,1\\n" * 30 + "1,2\\n" * 10, encoding="utf-8")
    ...     survey_marginals(file, column="trust", weight="w").rows[0].shares
    (0.6, 0.4)
    """
    if minimum_cell < MINIMUM_CELL:
        raise DataError(
            f"a cell of {minimum_cell} people is too small to be shown",
            where="minimum_cell",
            mend=f"give {MINIMUM_CELL} or more",
        )
    survey = open_survey(path)
    check_weight(survey, weight)
    asked = [column, weight, *(name for name in (group, period) if name is not None)]
    tally = Tally()
    sums = _sums(survey, asked, (group is not None, period is not None), frozenset(missing), tally)
    answers = tuple(sorted({answer for cells in sums.values() for answer in cells}))
    rows: list[Marginal] = []
    withheld_cells = withheld_groups = 0
    for (when, who), cells in sorted(sums.items()):
        marginal = _marginal(when, who, answers, cells, minimum_cell)
        if marginal is None:
            withheld_groups += 1
            reason = f"in a group too small to show (cells under {minimum_cell})"
            for cell in cells.values():
                tally.withdraw(reason, cell.line, cell.people)
            continue
        withheld_cells += marginal.shares.count(None)
        rows.append(marginal)
    tally.check()
    if not rows:
        raise DataError(
            f"every group has too few people in each answer (cells under {minimum_cell})"
            if sums
            else f"none of {tally.rows_in:,} rows has an answer and a weight",
            where=survey.path,
            mend="ask for larger groups" if sums else "check the columns and the missing codes",
        )
    said = survey.value_labels.get(column, {})
    return Marginals(
        column=column,
        question=survey.labels.get(column, ""),
        weight=weight,
        answers=answers,
        labels=tuple(said.get(answer, "") for answer in answers),
        rows=tuple(rows),
        minimum_cell=minimum_cell,
        withheld_cells=withheld_cells,
        withheld_groups=withheld_groups,
        tally=tally,
    )


def check_weight(survey: SurveyFile, weight: str) -> None:
    """Refuse a survey without an explicit weight; names those that it seems to have."""
    if not weight:
        there = [name for name in WEIGHTS if name in {column.casefold() for column in survey.columns}]
        raise DataError(
            "a survey needs a weight column",
            where=survey.path,
            mend=f"name it, such as {there[0]!r}" if there else "this file seems to have none: use another",
        )
    survey.check_column(weight)


@dataclass
class _Cell:
    """The respondents who gave one answer, as sums."""

    people: int = 0
    weight: float = 0.0
    squared: float = 0.0
    line: int = 0


_Group = dict[float, _Cell]


def _sums(
    survey: SurveyFile, asked: list[str], words: tuple[bool, bool], missing: frozenset[float], tally: Tally
) -> dict[tuple[str, str], _Group]:
    """Go through the respondents once and add up people, weights and squared weights.

    `words` says whether a group and a period are among what is asked.
    """
    sums: dict[tuple[str, str], _Group] = defaultdict(dict)
    column, weight_column = asked[:2]
    for line, cells in survey.answers(asked):
        where = f"{survey.path}:{line}"
        weight = _number(cells[1], weight_column, where, "a weight")
        answer = _number(cells[0], column, where, "an ordered answer")
        group = _word(survey, asked[2], cells[2]) if words[0] else ""
        period = _period(survey, asked[-1], cells[-1]) if words[1] else ""
        reason = _unusable(survey, column, answer, weight, missing)
        reason = reason or ("no group" if group is None else "no period" if period is None else "")
        if weight is not None and weight < 0:
            raise RowFault(
                "a negative weight",
                f"{weight:g} in {weight_column!r} is a negative weight",
                where=where,
                mend="check that this is the weight",
            )
        if weight and not WEIGHT_RANGE[0] <= weight <= WEIGHT_RANGE[1]:
            raise RowFault(
                "a weight out of proportion",
                f"{weight:g} in {weight_column!r} cannot be a weight",
                where=where,
                mend="check that this is the weight",
            )
        if reason or answer is None or weight is None or group is None or period is None:
            tally.drop(reason, line)
            continue
        tally.use()
        if answer in LIKE_MISSING:
            tally.remark(f"the answer {answer:g} looks like a code for 'no answer' (kept)", line)
        cell = sums[period, group].setdefault(answer, _Cell(line=line))
        cell.people += 1
        cell.weight += weight
        cell.squared += weight * weight
        _check_size(survey, column, sums, sums[period, group])
    return sums


def _unusable(
    survey: SurveyFile, column: str, answer: float | None, weight: float | None, missing: frozenset[float]
) -> str:
    """Return the reason for which a respondent cannot be counted, or nothing."""
    if answer is None:
        return "no answer"
    if answer in missing or survey.is_missing(column, answer):
        said = survey.value_labels.get(column, {}).get(answer, "")
        return f"no answer: {said or format(answer, 'g')}"
    if weight is None:
        return "no weight"
    return "a weight of 0" if weight == 0 else ""


def _check_size(
    survey: SurveyFile, column: str, sums: dict[tuple[str, str], _Group], group: _Group
) -> None:
    """Refuse a column that is no ordered answer, and a grouping that may single people out."""
    if len(group) > MOST_ANSWERS:
        raise DataError(
            f"{column!r} has over {MOST_ANSWERS} different answers",
            where=survey.path,
            mend="name an ordered question, not a measure or an id",
        )
    if len(sums) > MOST_ROWS:
        raise DataError(
            f"there are over {MOST_ROWS:,} groups and periods",
            where=survey.path,
            mend="name a coarser column",
        )


def _marginal(
    period: str, group: str, answers: tuple[float, ...], cells: _Group, minimum: int
) -> Marginal | None:
    """Return the shares of a group, or None if nothing of it may be shown."""
    people = [cells[answer].people if answer in cells else 0 for answer in answers]
    hidden = withheld(people, minimum)
    if len(hidden) == len(answers):
        return None
    total = math.fsum(cell.weight for cell in cells.values())
    squared = math.fsum(cell.squared for cell in cells.values())
    # Kish (1965): n * sum of squares / square of the sum.
    design_effect = sum(people) * squared / total**2
    shares = tuple(
        None if at in hidden else round(cells[answer].weight / total, 4) for at, answer in enumerate(answers)
    )
    return Marginal(
        period,
        group,
        shares,
        sum(people),
        round(sum(people) / design_effect, 1),
        round(design_effect, 4),
    )


def withheld(people: list[int], minimum: int) -> set[int]:
    """Return which cells of a group to withhold: the small ones, and as many more as protect them.

    What is withheld together can be found by subtraction: two cells or more and `minimum` people.

    >>> sorted(withheld([3, 40, 12, 50], 10)), sorted(withheld([40, 50], 10))
    ([0, 2], [])
    """
    by_size = sorted(range(len(people)), key=lambda at: (people[at], at))
    hidden = [at for at in by_size if people[at] < minimum]
    if not hidden:
        return set()
    for at in by_size[len(hidden) :]:
        if sum(people[other] for other in hidden) >= minimum:
            break  # and that takes two cells, as each of them alone is smaller
        hidden.append(at)
    if sum(people[at] for at in hidden) < minimum:
        return set(range(len(people)))
    return set(hidden)


def _number(cell: Answer, column: str, where: str, meaning: str) -> float | None:
    """Return a cell as a finite number, or None if it is empty."""
    if cell is None:
        return None
    if isinstance(cell, str):
        try:
            return read_number(cell, column, where)
        except DataError as fault:
            raise RowFault(f"{meaning} that is no number", fault.what, where=where, mend=fault.mend) from None
    if math.isinf(cell):
        raise RowFault(
            f"{meaning} that is no number", f"{column!r} is not finite", where=where, mend="correct it"
        )
    return cell


def _word(survey: SurveyFile, column: str, cell: Answer) -> str | None:
    """Return a cell as a word: its label, if the file has one."""
    if cell is None or isinstance(cell, str):
        return cell
    if survey.is_missing(column, cell):
        return None
    said = survey.value_labels.get(column, {}).get(cell, "")
    return said or format(cell, ".15g")


def _period(survey: SurveyFile, column: str, cell: Answer) -> str | None:
    """Return a cell as a period: the first of the month of a date, else as it stands."""
    word = _word(survey, column, cell)
    date = _DATE.fullmatch(word) if word else None
    return f"{date.group(1)}-{date.group(2)}-01" if date else word
