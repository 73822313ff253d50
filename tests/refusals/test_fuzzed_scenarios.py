"""Three thousand broken scenario files: each is refused in sentences or runs; none crashes, none hangs.

The files are the same in every run (seeded).  Half of them are valid files in which values, keys and types
were exchanged by a small grammar, written as YAML or as JSON; half are valid files with their bytes damaged.
"""

from __future__ import annotations

import json
import random
import re
import shutil
import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from grayzone.errors import GrayzoneError
from grayzone.scenarios.positions import parse
from grayzone.scenarios.scenario import Scenario
from grayzone.scenarios.spelling import as_yaml

FOLDER = Path(__file__).parent / "scenarios"
SOUND = (FOLDER / "sound.yaml").read_text(encoding="utf-8")
FILES = 3_000
SECONDS_FOR_ONE, SECONDS_FOR_ALL = 5, 60
SENTENCE = re.compile(r"fuzzed\.(?:yaml|json):\d+:\d+: [^\n]+; [^\n]+")

STRANGE: list[Any] = [
    None, True, False, 0, -1, 1, 2.5, 1e-300, 1e300, 10**30, -(10**18), "", " ", "0", "1e999", "nan",
    "2001-02-30", "9999-12-31", "0000-01-01", "2001-01-05", "0.2 / day", "0.2 / / day", "1 / day / day",
    "9" * 400 + " days", "-3 days", "7 days", "1e400 / day", "north", "south", "n\u043erth", "ﬀ",
    "\u200b", "𝒳" * 30, "'", '"', "{", "*a", "&a", "!!x", "<<", "own.py", "broken.py", "calls.csv",
    "../calls.csv", "/etc/passwd", "calls.csv\n", ".", "standard", "signal:alarm", "signal:",
    "events:attack", "status:wary", ":", "none", "x" * 5_000, [], {}, [[]], [None], [1, 2], {"a": 1},
    {"from": "2001-01-03"}, {"fixed": "a"}, {"uniform": [1]}, {"when": "signal:alarm"}, [{}],
    {"name": []},
]  # fmt: skip
KEYS = [
    "from", "to", "until", "name", "kind", "people", "start", "when", "file", "table", "column",
    "value", "set", "communities", "listed", "blocks", "steps", "in", "marks", "rows", "levers",
    "values", "mechanism", "drawn", "case", "series", "facts", "signals", "ladders", "branch",
    "__class__", "x" * 150, "null", "Ж", "a b",
]  # fmt: skip
BYTES = [
    b"\0", b"\xff", b"\xef\xbb\xbf", b"\t", b"{", b"}", b"[", b"]", b":", b": ", b"- ", b"&a ", b"*a",
    b"!!int ", b"|", b">", b"'", b'"', b"#", b"%", b"\n", b"\r", b"---\n", b"...\n", b"? ", b"<<: ",
    b"\\ud800", b"\xe2\x80\xae", b"9" * 50, b"[" * 60, b".inf", b"1e999", b"2001-02-30",
    b"\xf0\x9f\x98\x80", b"@", b"`", b"\x0b", b"\x85",
]  # fmt: skip


@contextmanager
def at_most(seconds: int) -> Iterator[None]:
    def stop(*_: object) -> None:
        raise TimeoutError(f"a file took more than {seconds} s")

    signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)


def places(data: Any) -> list[tuple[Any, Any]]:
    found: list[tuple[Any, Any]] = []
    for key, value in list(data.items() if isinstance(data, dict) else enumerate(data)):
        found.append((data, key))
        if isinstance(value, dict | list):
            found += places(value)
    return found


def damaged_data(luck: random.Random) -> Any:
    data = parse(SOUND, "sound.yaml").data
    for _ in range(luck.choice([1, 1, 1, 2, 3, 8])):
        at = places(data)
        if not at:
            break
        holder, key = luck.choice(at)
        what = luck.random()
        if what < 0.55:
            holder[key] = json.loads(json.dumps(luck.choice(STRANGE)))
        elif what < 0.7:
            del holder[key]
        elif what < 0.85 and isinstance(holder, dict):
            holder[luck.choice(KEYS)] = holder.pop(key)
        else:
            other, its = luck.choice(at)
            copied = json.loads(json.dumps(other[its])) if its in other or isinstance(other, list) else None
            if isinstance(holder, dict):
                holder[luck.choice(KEYS)] = copied
            else:
                holder.append(copied)
    return data


def damaged_bytes(luck: random.Random, raw: bytes) -> bytes:
    for _ in range(luck.choice([1, 1, 2, 4, 16])):
        at = luck.randrange(len(raw) + 1)
        to = min(len(raw), at + luck.choice([0, 0, 1, 1, 5, 80]))
        new = luck.choice([b"", luck.choice(BYTES), bytes([luck.randrange(256)]), raw[to : to + 40]])
        raw = raw[:at] + new + raw[to:]
    return raw


def fuzzed(number: int) -> tuple[str, bytes]:
    luck = random.Random(number)
    if number % 2:
        data = damaged_data(luck)
        text = as_yaml(data) if luck.random() < 0.5 else json.dumps(data, indent=luck.choice([None, 1, "\t"]))
    else:
        text = SOUND if luck.random() < 0.7 else json.dumps(parse(SOUND, "sound.yaml").data, indent=1)
    raw = text.encode("utf-8", "surrogatepass")
    raw = raw if number % 2 else damaged_bytes(luck, raw)
    return ("fuzzed.json" if text.startswith("{") else "fuzzed.yaml"), raw


def test_three_thousand_broken_files_are_refused_in_sentences_or_run(tmp_path: Path) -> None:
    for name in ("own.py", "broken.py", "calls.csv"):
        shutil.copy(FOLDER / name, tmp_path / name)
    ends: Counter[str] = Counter()
    begin = time.process_time()
    for number in range(FILES):
        name, raw = fuzzed(number)
        path = tmp_path / name
        path.write_bytes(raw)
        try:
            with at_most(SECONDS_FOR_ONE):
                scenario = Scenario.load(path, allow=["own.py", "broken.py"])
                found = [str(fault) for fault in scenario.check()]
                if not found:
                    scenario.statement()
                    scenario.problem()
        except GrayzoneError:
            ends["refused late"] += 1
            continue
        except BaseException as error:
            raise AssertionError(
                f"file {number} ends in {type(error).__name__}: {error}\n{raw[:2000]!r}"
            ) from error
        for line in found:
            assert SENTENCE.fullmatch(line), f"file {number}: {line!r}"
        ends["refused" if found else "sound"] += 1
    seconds = time.process_time() - begin
    assert ends["refused"] > FILES / 2 and ends["sound"] > FILES / 50, (
        f"the fuzzer is too mild or too harsh: {ends}"
    )
    assert ends["refused late"] == 0, "what cannot be run has to be refused by check()"
    assert seconds < SECONDS_FOR_ALL, f"{FILES} files took {seconds:.0f} s of the processor"
