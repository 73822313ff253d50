"""A scenario in plain words: what a reader should know before believing a number that comes out of it."""

from __future__ import annotations

from collections.abc import Sequence

from .policy import Policy
from .resolve import Setting


def statement(setting: Setting, notices: Sequence[str] = ()) -> str:
    """Return the paragraphs that say what a scenario supposes."""
    first, last = setting.period
    parts = [
        f"{setting.form.title}." if not (setting.form.title or "").endswith(".") else setting.form.title or ""
    ]
    if setting.form.about:
        parts.append(setting.form.about)
    when = f"From {first} to {last}, {setting.days} days."
    if setting.branch is not None:
        when += f" Policies other than what happened begin on {setting.branch}."
    parts.append(when)
    people = [
        f"{c.name} ({c.people} people on the ladder {c.ladder}; "
        + ", ".join(f"{status} {share:g}" for status, share in c.start.items())
        + ")"
        for c in setting.society.communities
    ]
    where = (
        f" They live in {_listed([p.name for p in setting.society.places])}."
        if len(setting.society.places) > 1
        else ""
    )
    parts.append(f"Communities: {_listed(people)}.{where} {setting.society.ties.describe()}")
    parts.append(
        "What is supposed:\n" + "\n".join(f"- {m.name}: {m.about()}" for m in setting.model.mechanisms)
    )
    drawn = [kind for kind, span in setting.drawn.items() if span.drawn]
    known = len([e for e in setting.events if first <= e.date <= last and e.kind in setting.model.kinds])
    parts.append(f"Stated events: {known}. Drawn by the model: {_listed(drawn) if drawn else 'none'}.")
    parts.append("Policies:\n" + "\n".join(f"- {_policy(policy)}" for policy in setting.policies.values()))
    if setting.rivals:
        parts.append(
            "Rival assumptions: " + _listed([rival.label for rival in setting.rivals.values()]) + "."
        )
    if notices:
        parts.append("To know:\n" + "\n".join(f"- {notice}" for notice in notices))
    return "\n\n".join(parts) + "\n"


def _policy(policy: Policy) -> str:
    does = [f"{p.lever} to {p.to:g} from {p.first} to {p.last}" for p in policy.pieces]
    does += [f"{a.lever} answers {a.when} above {a.above:g} (at most {a.cap:g})" for a in policy.answers]
    return f"{policy.label} ({policy.name}): {'; '.join(does) if does else 'no lever is moved'}."


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else "nobody"
