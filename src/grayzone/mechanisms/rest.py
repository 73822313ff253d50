"""Rest: how people stand in an undisturbed society, so that a run begins without a drift of its own."""

from __future__ import annotations

from collections.abc import Mapping

#: Ladder -> status -> the parameter that states its usual share; one status of each ladder takes the rest.
USUAL: Mapping[str, Mapping[str, str]] = {
    "host": {
        "indifferent": "hostility.usual_indifferent",
        "wary": "hostility.usual_wary",
        "hostile": "hostility.usual_hostile",
        "mobilised": "hostility.usual_mobilised",
    },
    "target": {
        "withdrawn": "alienation.usual_withdrawn",
        "conforming": "alienation.usual_conforming",
        "alienated": "alienation.usual_alienated",
        "sympathiser": "recruitment.usual_sympathiser",
        "mobilised": "recruitment.usual_mobilised",
        "left": "alienation.usual_left",
    },
}
REST_OF = {"host": "welcoming", "target": "at_home"}


def usual_shares(values: Mapping[str, float]) -> dict[str, dict[str, float]]:
    """Return the usual shares of each ladder's statuses, in the order of the ladder.

    On the ladder ``host`` they are the point of rest exactly.  On the ladder ``target`` they are the point
    of rest of rates without a step of a day; with daily steps it lies within about a thousandth of
    them, and is found by running from here without events.

    Parameters
    ----------
    values : mapping
        Parameter values (``mechanism.parameter``), as of ``Problem.parameter_values()``.

    Example
    -------
    >>> from grayzone.mechanisms.hostility import Hostility
    >>> h = Hostility()
    >>> round(usual_shares({f"hostility.{k}": v for k, v in h.values.items()})["host"]["welcoming"], 3)
    0.35
    """
    found: dict[str, dict[str, float]] = {}
    for ladder, stated in USUAL.items():
        shares = {status: values[key] for status, key in stated.items() if key in values}
        if shares:
            found[ladder] = {REST_OF[ladder]: 1.0 - sum(shares.values()), **shares}
    return found
