"""The labelled dataset that every run returns: arrays with named dimensions, units, and where they come from.

The same variable names hold at every fidelity. Arrays are plain NumPy; :meth:`Record.to_xarray` imports
xarray only when somebody asks for it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import DataError, RunError, nearest

Array = NDArray[Any]


@dataclass(frozen=True)
class Variable:
    """One array of a record: its named dimensions, its values, its unit and what it is."""

    dims: tuple[str, ...]
    values: Array
    units: str
    long_name: str


@dataclass
class Record:
    """A run as labelled arrays.

    ``coords`` maps a dimension to its labels (``day`` as datetime64[D]; record 0 is the initial state, dated
    the day before the first simulated day). ``attrs`` holds what the run was made of: the resolved scenario,
    hashes, versions, seed, claims.

    Example
    -------
    >>> day = np.arange("2001-01-01", "2001-01-03", dtype="datetime64[D]")
    >>> record = Record({"day": day}, {"fear": Variable(("day",), np.zeros(2), "1", "fear")})
    >>> record["fear"].values.sum()
    np.float64(0.0)
    """

    coords: dict[str, Array]
    variables: dict[str, Variable]
    attrs: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, variable in self.variables.items():
            shape = tuple(len(self.coords[d]) for d in variable.dims)
            if shape != variable.values.shape:
                raise RunError(
                    f"variable {name!r} has shape {variable.values.shape}, its dimensions say {shape}"
                )

    def __getitem__(self, name: str) -> Variable:
        if name not in self.variables:
            raise RunError(f"the record has no variable {name!r}", mend=nearest(name, self.variables))
        return self.variables[name]

    def __contains__(self, name: str) -> bool:
        return name in self.variables

    def select(self, variable: str, **labels: str) -> Array:
        """Return the values of a variable at labels, as in ``select("people", status="hostile")``.

        Raises
        ------
        RunError
            for an unknown label, with the nearest one.
        """
        found = self[variable]
        index: list[Any] = [slice(None)] * len(found.dims)
        for dim, label in labels.items():
            known = [str(k) for k in self.coords[dim]] if dim in self.coords else []
            if dim not in found.dims or label not in known:
                raise RunError(f"{variable!r} has no {dim} {label!r}", mend=nearest(label, known))
            index[found.dims.index(dim)] = known.index(label)
        return np.asarray(found.values[tuple(index)])

    def sha256(self) -> str:
        """Return the hash of everything that is a result: coordinates, names, dimensions and bits."""
        digest = hashlib.sha256()
        for name in sorted(self.coords):
            labels = self.coords[name]
            digest.update(f"{name}:{[str(x) for x in labels]}".encode())
        for name in sorted(self.variables):
            variable = self.variables[name]
            digest.update(f"{name}:{variable.dims}:{variable.values.dtype}:{variable.units}".encode())
            digest.update(np.ascontiguousarray(variable.values).tobytes())
        return digest.hexdigest()

    def to_xarray(self) -> Any:
        """Return an ``xarray.Dataset`` (needs the extra ``grayzone[xarray]``)."""
        try:
            import xarray
        except ImportError as error:
            raise RunError("xarray is not installed", mend="install grayzone[xarray]") from error
        coords = {k: v.astype("datetime64[ns]") if k == "day" else v for k, v in self.coords.items()}
        data = {
            k: (v.dims, v.values, {"units": v.units, "long_name": v.long_name})
            for k, v in self.variables.items()
        }
        attrs = {k: v if isinstance(v, str | int | float) else json.dumps(v) for k, v in self.attrs.items()}
        return xarray.Dataset(data, coords=coords, attrs=attrs)

    def save(self, path: Path) -> None:
        """Write the record to one ``.npz`` file (plain arrays, no pickles)."""
        header = {
            "dims": {k: list(v.dims) for k, v in self.variables.items()},
            "units": {k: v.units for k, v in self.variables.items()},
            "long_names": {k: v.long_name for k, v in self.variables.items()},
            "attrs": self.attrs,
        }
        arrays: dict[str, Array] = {f"variable.{k}": v.values for k, v in self.variables.items()}
        arrays |= {f"coord.{k}": v.astype(str) if v.dtype == object else v for k, v in self.coords.items()}
        text = json.dumps(header, sort_keys=True)
        arrays["header"] = np.frombuffer(text.encode(), dtype=np.uint8)
        with path.open("wb") as file:
            np.savez_compressed(file, **arrays)  # type: ignore[arg-type]

    @classmethod
    def load(cls, path: Path) -> Record:
        """Read a record that :meth:`save` wrote."""
        try:
            with np.load(path, allow_pickle=False) as stored:
                header = json.loads(bytes(stored["header"]).decode())
                coords = {k[6:]: stored[k] for k in stored.files if k.startswith("coord.")}
                values = {k[9:]: stored[k] for k in stored.files if k.startswith("variable.")}
        except (OSError, ValueError, KeyError) as error:
            raise DataError(
                "is no record of a run", where=str(path.name), mend="run the scenario again"
            ) from error
        variables = {
            k: Variable(tuple(header["dims"][k]), v, header["units"][k], header["long_names"][k])
            for k, v in values.items()
        }
        return cls(coords, variables, header["attrs"])


def labels(words: Mapping[str, Any] | list[str] | tuple[str, ...]) -> Array:
    """Return names as a coordinate."""
    return np.array(list(words), dtype=str)
