"""What a mechanism or a model cannot mean, and the sentence that says so."""

from __future__ import annotations

from pathlib import Path

import pytest
from author import built, jump

import grayzone as gz
from grayzone.errors import GrayzoneError

DECLARING = [
    (
        "undeclared argument",
        jump("return rate", arguments="rate, trsut"),
        "mine.py:18: Calm.calm asks for 'trsut', which is not declared; "
        "declare it in the class, as a parameter or a view; did you mean 'trust'?",
    ),
    (
        "self",
        jump("return rate", arguments="self, rate"),
        "mine.py:18: Calm.calm asks for 'self'; leave it out; what it reads are its arguments",
    ),
    (
        "default value",
        jump("return rate", arguments="rate, half=1"),
        "mine.py:18: Calm.calm has a default or a starred argument; "
        "name plain arguments only; numbers belong into parameters",
    ),
    (
        "starred argument",
        jump("return rate", arguments="rate, *half"),
        "mine.py:18: Calm.calm has a default or a starred argument; "
        "name plain arguments only; numbers belong into parameters",
    ),
    (
        "missing claim",
        'pull = gz.parameter("0.1 / day", bounds=("0 / day", "1 / day"))',
        "mine.py:17: parameter('0.1 / day') rests on nothing; "
        "say claim='key in the ledger' or assumed='what is supposed, and why'",
    ),
    (
        "blank assumption",
        'pull = gz.parameter(1, bounds=(0, 2), assumed="  ")',
        "mine.py:17: parameter(1) rests on nothing; "
        "say claim='key in the ledger' or assumed='what is supposed, and why'",
    ),
    (
        "claim and assumption",
        'pull = gz.parameter(1, bounds=(0, 2), assumed="x", claim="y")',
        "mine.py:17: parameter(1) has a claim and an assumption; keep one of the two",
    ),
    (
        "unknown unit",
        'pull = gz.parameter("1 / dya", bounds=(0, 2), assumed="x")',
        "mine.py:17: unknown unit 'dya'; did you mean 'day'?",
    ),
    (
        "bounds of another kind",
        'pull = gz.parameter("1 / day", bounds=(0, "2 / day"), assumed="x")',
        "mine.py:17: 0 has no unit where '1 / day' is needed; write it like '0 / day'",
    ),
    (
        "outside the bounds",
        'pull = gz.parameter("3 / day", bounds=("0 / day", "14 / week"), assumed="x")',
        "mine.py:17: 3 / day lies outside the bounds; give a value from 0 / day to 2 / day",
    ),
    (
        "bounds in the wrong order",
        "pull = gz.parameter(1, bounds=(2, 0), assumed='x')",
        "mine.py:17: bounds (2, 0) stand the wrong way round; give (low, high)",
    ),
    (
        "three bounds",
        "pull = gz.parameter(1, bounds=(0, 1, 2), assumed='x')",
        "mine.py:17: bounds (0, 1, 2) are no pair; give (low, high)",
    ),
    (
        "wrong unit of a hazard",
        jump("return half"),
        "mine.py:18: Calm.calm returns a pure number where 1 / day is needed; "
        "give its parameters the unit that makes it so, as in parameter('0.2 / day', ...)",
    ),
    (
        "adding two units",
        jump("return rate + half"),
        "mine.py:20: Calm.calm adds 1 / day and a pure number; "
        "bring both to one unit; day is one day, as in expm1(-day / memory)",
    ),
    (
        "exponent with a unit",
        jump("return rate * exp(rate)"),
        "mine.py:20: Calm.calm takes exp of 1 / day; "
        "make it a pure number first; day is one day, as in expm1(-day / memory)",
    ),
    (
        "unknown status",
        '@gz.jump("hostil", "wary")\ndef calm(rate):\n    return rate',
        "mine.py:17: Calm.calm: there is no status 'hostil'; did you mean 'hostile'?",
    ),
    (
        "status of another ladder",
        '@gz.jump("hostile", "wary", ladder="target")\ndef calm(rate):\n    return rate',
        "mine.py:17: Calm.calm: there is no status 'hostile' on the ladder target; "
        "known are alienated, at_home, conforming, left, mobilised, sympathiser and 1 more",
    ),
    (
        "unknown ladder",
        '@gz.jump("hostile", "wary", ladder="hosts")\ndef calm(rate):\n    return rate',
        "mine.py:17: Calm.calm names the ladder 'hosts', which there is not; did you mean 'host'?",
    ),
    (
        "jump to itself",
        '@gz.jump("wary", "wary")\ndef calm(rate):\n    return rate',
        "a jump from 'wary' to itself moves nobody; name two statuses",
    ),
    (
        "unknown ties",
        'seen = gz.share("wary", ties="between")',
        "ties='between' is not known; say one of 'all', 'within', 'across'",
    ),
    (
        "ties and among",
        'seen = gz.share("wary", ties="within", among="own")',
        "share('wary') looks over ties and among people at once; "
        "give ties= for a person's own ties, or among= for a whole community",
    ),
    (
        "unknown target",
        '@gz.drift("faer")\ndef calm(rate):\n    return rate',
        "mine.py:17: Calm.calm moves 'faer', which is no trait, signal or stock of the model; "
        "did you mean 'fear'?",
    ),
    (
        "unowned signal",
        'anger = gz.signal("anger")' + jump("return rate * anger", arguments="rate, anger"),
        "mine.py:18: Calm.anger: nobody owns the signal 'anger'; "
        "give it memory=, or its course as a driver; known are fear",
    ),
    (
        "unowned stock",
        'arms = gz.stock("arms")' + jump("return rate * arms", arguments="rate, arms"),
        "mine.py:18: Calm.arms: nobody owns the stock 'arms'; give it start=; none is declared",
    ),
    (
        "start outside",
        'arms = gz.stock("arms", start=2, high=1)',
        "the stock 'arms' starts at 2 between 0 and 1; let low <= start <= high, and low below high",
    ),
    (
        "unknown trait",
        'hope = gz.trait("hope")' + jump("return rate * hope", arguments="rate, hope"),
        "mine.py:18: Calm.hope: the model has no trait 'hope'; known are trust",
    ),
    (
        "a trait where no person is asked",
        '@gz.drift("fear")\ndef calm(rate, trust):\n    return rate * trust',
        "mine.py:17: Calm.trust: a trait is a person's, and calm asks no person; use share(..., among='own')",
    ),
    (
        "ties where no person is asked",
        'seen = gz.share("wary")\n@gz.drift("fear")\ndef calm(rate, seen):\n    return rate * seen',
        "mine.py:18: Calm.seen: calm asks no person, so there are no ties to look over; "
        "say among='own', 'others' or 'everyone'",
    ),
    (
        "mark without an event",
        'killed = gz.mark("killed")' + jump("return rate * killed", arguments="rate, killed"),
        "mine.py:18: Calm.killed: a mark belongs to an event, and calm has none; use it in a drift with on=",
    ),
    (
        "mark of another event",
        'killed = gz.mark("killed", of="raid")\n@gz.drift("fear", on="attack")\ndef calm(killed):\n'
        "    return killed",
        "mine.py:18: Calm.killed: a mark of 'raid' is asked of the event 'attack'; "
        "say of='attack', or leave of= out",
    ),
    (
        "law of a mark",
        'killed = gz.mark("killed", law=gz.pareto("exponent", 100))',
        "the law of Calm.killed names 'exponent', which is no parameter; known are half, memory, rate",
    ),
    (
        "memory of the wrong unit",
        'anger = gz.signal("anger", memory=gz.fading("rate"))',
        "Calm.anger: the memory of 'anger' needs day, and 'rate' is 1 / day; "
        "declare it like parameter('30 days', ...)",
    ),
    (
        "memory that may be 0",
        'short = gz.parameter("1 day", bounds=("0 days", "2 days"), assumed="x")\n'
        'anger = gz.signal("anger", memory=gz.fading("short"))',
        "Calm.anger: the memory of 'anger' rests on 'short', which may be 0 day; "
        "let its bounds begin above 0",
    ),
    (
        "meeting without a rate",
        '@gz.encounter("trust", rate="rat")\ndef calm(mine, theirs):\n    return theirs',
        "mine.py:17: Calm.calm meets at the rate 'rat', which is no parameter; did you mean 'rate'?",
    ),
    (
        "meeting rate without unit",
        '@gz.encounter("trust", rate="half")\ndef calm(mine, theirs):\n    return theirs',
        "mine.py:17: Calm.calm meets at 'half', which has not the unit 1 / day; "
        "give it one, as in parameter('0.5 / day', ...)",
    ),
    (
        "unwired pair",
        'near = gz.pair(tent, "trust")',
        "mine.py:8: Calm.near asks for 'reach', which is neither mine, theirs nor wired; "
        "wire it to a parameter, as in pair(..., reach='reach')",
    ),
    (
        "pair wired to nothing",
        'near = gz.pair(tent, "trust", reach="haf")',
        "mine.py:8: Calm.near wires 'reach' to 'haf', which is no parameter; did you mean 'half'?",
    ),
    (
        "pair of two units",
        'near = gz.pair(tent, "trust", reach="memory")',
        "mine.py:9: tent adds a pure number and 1 / day; "
        "bring both to one unit; day is one day, as in expm1(-day / memory)",
    ),
    (
        "hazard and chance from one status",
        '@gz.jump("hostile", "wary")\ndef calm(rate):\n    return rate\n'
        '@gz.jump("hostile", "mobilised", chance=True)\ndef act(half):\n    return half',
        "from 'hostile' some jumps are hazards and some chances; they compete, so give them one form",
    ),
    (
        "two owners",
        'again = gz.signal("fear", memory=gz.instant())',
        "Calm.again: the signal 'fear' has two owners; give memory= in one mechanism only",
    ),
    (
        "reserved name",
        "values = gz.parameter(1, bounds=(0, 2), assumed='x')",
        "Calm calls something 'values', which every mechanism has; give it another name",
    ),
]


@pytest.mark.parametrize(("body", "sentence"), [r[1:] for r in DECLARING], ids=[r[0] for r in DECLARING])
def test_what_cannot_be_meant_is_refused_in_a_sentence(tmp_path: Path, body: str, sentence: str) -> None:
    with pytest.raises(GrayzoneError) as caught:
        built(tmp_path, body)
    assert str(caught.value) == sentence


class Still(gz.Mechanism):
    """Nothing moves, for the refusals of a model."""

    rate = gz.parameter("0.1 / day", bounds=("0 / day", "1 / day"), assumed="for the test")
    fear = gz.signal("fear", memory=gz.instant())

    @gz.jump("hostile", "wary")
    def calm(rate, fear):
        return rate * fear


MODELS = [
    (lambda: gz.Model([Still]), "Still is no mechanism with values; write Still(), with brackets"),
    (
        lambda: gz.Model([Still(), Still()]),
        "two mechanisms are called 'still'; give one of them another name=",
    ),
    (
        lambda: gz.Model([Still(), Still("other")]),
        "Still.fear: the signal 'fear' has two owners; give memory= in one mechanism only",
    ),
    (
        lambda: gz.Model([Still()], drivers=["fear"]),
        "'fear' is given from outside and has an owner in the model; keep one of the two",
    ),
    (
        lambda: gz.Model([Still()], traits={"fear": gz.Trait()}),
        "'fear' is a person's trait and a public variable; give one of them another name",
    ),
    (lambda: Still(rat="0.2 / day"), "Still has no parameter 'rat'; did you mean 'rate'?"),
    (
        lambda: Still(rate=0.2),
        "still.rate: 0.2 has no unit where '1 / day' is needed; write it like '0.2 / day'",
    ),
    (
        lambda: Still(rate="2 / day"),
        "still.rate: 2 / day lies outside the bounds; give a value from 0 / day to 1 / day",
    ),
    (
        lambda: Still(rate="2 days"),
        "still.rate: '2 days' has the unit 'days' where '1 / day' is needed; write it like '2 / day'",
    ),
    (lambda: Still("no name"), "'no name' is no name for a mechanism; use letters, digits and underscores"),
    (
        lambda: gz.Model([Still()]).mechanism("stil"),
        "the model has no mechanism 'stil'; did you mean 'still'?",
    ),
    (lambda: gz.Trait(1, 0), "a trait reaches from 1 to 0; give low below high"),
    (lambda: gz.Trait(bins=10), "a trait with bins has no finite bounds; give it low= and high="),
    (
        lambda: gz.Trait(0, 1, bins=10, carried="mean"),
        "a trait has 10 bins and carried='mean'; give bins= or carried='mean'",
    ),
    (
        lambda: gz.Ladder("step", ("a", "a"), {}),
        "ladder 'step' lists a status twice, or none; list each status once",
    ),
    (
        lambda: gz.Ladder("step", ("a",), {"a": "near"}),
        "status 'a' of ladder 'step' is 'near'; say in, edge or out",
    ),
    (
        lambda: gz.odd(gz.Model([Still()]), {"titel": "x"}),
        "an ODD document has no place for 'titel'; did you mean 'title'?",
    ),
]


@pytest.mark.parametrize(("doing", "sentence"), MODELS, ids=[s[:40] for _, s in MODELS])
def test_a_model_that_cannot_be_meant_is_refused_in_a_sentence(doing, sentence: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(GrayzoneError) as caught:
        doing()
    assert str(caught.value) == sentence
