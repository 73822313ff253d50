"""The folder of a run: what was asked, a record per run, tidy tables, and a manifest that vouches for them.

Every file is written beside its place, brought to the disk and renamed, so that no half-written file ever
has a name that counts.  A folder of the same question is gone on with; another's is never touched.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from ..errors import DataError
from ..ground.records import Record
from ..scenarios.faults import quoted
from .exits import Refusal
from .machine import made_by
from .running import Task

MANIFEST = "manifest.json"
KIND = "grayzone run"


class RunFolder:
    """A folder that holds the answer to one question.

    Parameters
    ----------
    path : Path
    question : mapping
        What is asked: scenario digest, fidelity, people, seed, rival, values.
    runs : mapping of policy to number of replicates
        What is wanted; what the folder holds beside it stays.
    force : bool
        Replace the answer to another question.

    Raises
    ------
    Refusal
        if the folder holds something else.
    """

    def __init__(
        self, path: Path, question: Mapping[str, Any], runs: Mapping[str, int], *, force: bool = False
    ) -> None:
        self.path, self.question, self.runs = path, dict(question), dict(runs)
        self.made_by = made_by()
        self._files: dict[str, dict[str, Any]] = {}
        found = self._found()
        if found is not None:
            if self._goes_on(found):
                for policy, replicates in found["runs"].items():
                    self.runs[policy] = max(replicates, self.runs.get(policy, 0))
                names = {self.name_of(task) for task in self.tasks()} & set(found["files"])
                self._files = {name: found["files"][name] for name in names if self._holds(name, found)}
            elif force:
                self._clear(found)
            else:
                raise Refusal(
                    f"the folder {quoted(str(path))} holds another run",
                    mend="give another --out, or --force to replace it",
                )
        path.mkdir(parents=True, exist_ok=True)
        for left in path.glob(".*.partial"):
            left.unlink(missing_ok=True)

    def _found(self) -> dict[str, Any] | None:
        """Return the manifest of the folder, or nothing if there is no folder or it is empty."""
        if self.path.exists() and not self.path.is_dir():
            raise Refusal(f"{quoted(str(self.path))} is a file", mend="give the name of a folder with --out")
        if not self.path.is_dir() or not any(self.path.iterdir()):
            return None
        if not (self.path / MANIFEST).is_file():
            raise Refusal(
                f"the folder {quoted(str(self.path))} is not empty and was not made by grayzone",
                mend="give another --out; its files are never touched",
            )
        return read_manifest(self.path)

    def _goes_on(self, found: Mapping[str, Any]) -> bool:
        """Whether what is there answers the same question and was made by the same programs."""
        return bool(found["question"] == self.question and found["made_by"] == self.made_by)

    def _holds(self, name: str, found: Mapping[str, Any]) -> bool:
        path = self.path / name
        return path.is_file() and sha256(path) == found["files"][name]["sha256"]

    def _clear(self, found: Mapping[str, Any]) -> None:
        """Remove the files that an earlier run wrote, and no others."""
        for name in [*found["files"], MANIFEST]:
            path = (self.path / name).resolve()
            if path.is_relative_to(self.path.resolve()):  # a manifest can name no file elsewhere
                path.unlink(missing_ok=True)

    def tasks(self) -> list[Task]:
        """Return every run that belongs into the folder."""
        return [Task(policy, luck) for policy, many in sorted(self.runs.items()) for luck in range(many)]

    def holds(self, task: Task) -> bool:
        """Whether the record of a task is there already."""
        return self.name_of(task) in self._files

    def name_of(self, task: Task) -> str:
        """Return the name of a task's record."""
        return record_name(task, self.question["seed"])

    def load(self, task: Task) -> Record:
        """Read the record of a task."""
        return Record.load(self.path / self.name_of(task))

    def keep(self, task: Task, record: Record) -> None:
        """Write the record of a task."""
        self.write(self.name_of(task), record.save)

    def put(self, name: str, content: bytes) -> None:
        """Write a file of these bytes."""
        (self.path / name).parent.mkdir(parents=True, exist_ok=True)
        self.write(name, lambda path: path.write_bytes(content))

    def write(self, name: str, writer: Callable[[Path], object]) -> None:
        """Write a file so that it is there whole or not at all, and note its hash."""
        place_whole(self.path / name, writer)
        path = self.path / name
        self._files[name] = {"sha256": sha256(path), "bytes": path.stat().st_size}

    def close(self, state: str, **more: Any) -> str:
        """Write the manifest; return the hash of the answer, in which the manifest has no part."""
        names = sorted(self._files)
        answer = hashlib.sha256(
            "".join(f"{self._files[n]['sha256']}  {n}\n" for n in names).encode()
        ).hexdigest()
        told = {
            "kind": KIND,
            "form": 1,
            "state": state,
            "question": self.question,
            "runs": self.runs,
            "made_by": self.made_by,
            "files": {name: self._files[name] for name in names},
            "answer_sha256": answer,
            **more,
        }
        text = json.dumps(told, indent=2, sort_keys=True, ensure_ascii=False, allow_nan=False) + "\n"
        place_whole(self.path / MANIFEST, lambda path: path.write_text(text, encoding="utf-8"))
        return answer


def record_name(task: Task, seed: int) -> str:
    """Return the name of the file of a task's record."""
    return f"record-{task.policy}-{seed}-{task.replicate}.npz"


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of a folder of a run.

    Raises
    ------
    DataError
        if it is none.
    """
    path = folder / MANIFEST
    try:
        told = json.loads(path.read_bytes())
        sound = told["kind"] == KIND and told["form"] == 1
        sound = sound and all(isinstance(told[k], dict) for k in ("question", "runs", "made_by", "files"))
        sound = sound and all(isinstance(many, int) for many in told["runs"].values())
        sound = sound and all(isinstance(file["sha256"], str) for file in told["files"].values())
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise DataError(
            "is no manifest of a run",
            where=f"{folder.name}/{MANIFEST}",
            mend="name a folder that 'run' wrote",
        ) from error
    if not sound:
        raise DataError(
            "is no manifest of a run",
            where=f"{folder.name}/{MANIFEST}",
            mend="name a folder that 'run' wrote",
        )
    return dict(told)


def place_whole(path: Path, writer: Callable[[Path], object]) -> None:
    """Let ``writer`` write a file beside its place, bring it to the disk, then give it its name."""
    aside = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        writer(aside)
        with aside.open("rb+") as file:
            os.fsync(file.fileno())
        os.replace(aside, path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    if hasattr(os, "O_DIRECTORY"):  # the name is on the disk only when its folder is
        handle = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def sha256(path: Path) -> str:
    """Return the hash of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
