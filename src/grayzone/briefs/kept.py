"""The files of a brief, read again: whatever a report says comes from here, or from the tables of its case."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..cases.case import Case, case
from ..errors import DataError
from ..ground.records import Record
from ..studies.comparison import Comparison
from .expectations import Tiles

Floats = NDArray[np.float64]
FILES = ("courses.npz", "draws.parquet", "effects.json", "outcomes.parquet", "setting.json")


@dataclass(frozen=True)
class Kept:
    """What a folder holds.

    Attributes
    ----------
    compared : Comparison
        Outcomes draw by draw; its ``zone`` holds quantiles, [quantile, rival, policy, community, day].
    drawn : mapping of parameter to float64 [draw]
    net : mapping of rival to float64 [draw]
        Log ratio of expected attacks, collective restriction against none.
    hate_incidents : int32 [draw, day]
        As happened, under no effect.
    central : mapping of community to float64 [status, day]
        One course at central values, as happened, under no effect.
    """

    case: Case
    folder: Path
    setting: dict[str, Any]
    effects: dict[str, Any]
    compared: Comparison
    drawn: dict[str, Floats]
    net: dict[str, Floats]
    hate_incidents: NDArray[np.int32]
    central: dict[str, Floats]
    tiles: Tiles

    @property
    def responses(self) -> tuple[str, ...]:
        """Slugs of the responses that are compared with what happened."""
        return self.compared.policies[1:]

    def label(self, policy: str) -> str:
        """Return the words for a response."""
        return self.compared.labels[self.compared.policies.index(policy)]

    def people(self, community: str) -> str:
        """Return the words for a community."""
        return self.case.scenario.form.society.communities[community].label or community

    def zone(self, rival: str, policy: str, community: str) -> Floats:
        """Return the share in the zone as quantiles (5, 25, 50, 75, 95 per cent), [quantile, day]."""
        c = self.compared
        at = (c.rivals.index(rival), c.policies.index(policy), c.communities.index(community))
        return np.asarray(c.zone[:, at[0], at[1], at[2], :], dtype=np.float64)

    def status(self, community: str, name: str) -> Floats:
        """Return the share of a community in a status at central values, [day]."""
        return self.central[community][self.setting["statuses"].index(name)]


def load(folder: Path) -> Kept:
    """Read the findings in a folder.

    Raises
    ------
    DataError
        if a file is missing or is not what ``grayzone demo`` writes.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    for name in FILES:
        if not (folder / name).is_file():
            raise DataError(f"the folder holds no {name}", where=folder.name, mend="make it with 'grayzone demo'")
    try:
        setting = json.loads((folder / "setting.json").read_text(encoding="utf-8"))
        effects = json.loads((folder / "effects.json").read_text(encoding="utf-8"))
        outcomes = pq.read_table(folder / "outcomes.parquet")
        draws = pq.read_table(folder / "draws.parquet")
        with np.load(folder / "courses.npz", allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        return _kept(folder, setting, effects, outcomes, draws, arrays)
    except (KeyError, ValueError, OSError, pa.ArrowException) as error:
        raise DataError(
            f"the findings cannot be read ({type(error).__name__})",
            where=folder.name,
            mend="make them again with 'grayzone demo'",
        ) from None


def _kept(
    folder: Path, setting: dict[str, Any], effects: dict[str, Any], outcomes: Any, draws: Any, arrays: dict[str, Any]
) -> Kept:
    shape = (len(setting["rivals"]), len(setting["policies"]), int(setting["draws"]))
    values = np.stack([outcomes[name].to_numpy().reshape(shape) for name in setting["outcomes"]], axis=-1)
    compared = Comparison(
        policies=tuple(setting["policies"]),
        labels=tuple(setting["labels"]),
        rivals=tuple(setting["rivals"]),
        outcomes=tuple(setting["outcomes"]),
        communities=tuple(setting["communities"]),
        values=values,
        zone=arrays["zone"],
        cost=arrays["cost"],
        day=arrays["day"].astype("datetime64[D]"),
        since=int(setting["since"]),
        mixed=tuple(setting["mixed"]),
        courses={},
        record=Record(coords={}, variables={}, attrs={}),
    )
    columns = {name: np.asarray(draws[name].to_numpy(), dtype=np.float64) for name in draws.column_names}
    return Kept(
        case=case(setting["case"]),
        folder=folder,
        setting=setting,
        effects=effects,
        compared=compared,
        drawn={name: v for name, v in columns.items() if not name.startswith("net.")},
        net={rival: columns[f"net.{rival}"] for rival in setting["rivals"]},
        hate_incidents=arrays["hate_incidents"],
        central={name: arrays[f"central.{name}"] for name in setting["communities"]},
        tiles=Tiles(arrays["across"], arrays["up"], arrays["attacks"]),
    )
