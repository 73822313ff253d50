"""Open a raw source file as lines of text: plain, gzipped or zipped, streamed, with a cap on everything.

A file of another kind is named (a PDF, a login page, a table of R), so that a person knows what was fetched.
"""

from __future__ import annotations

import codecs
import gzip
import os
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from ..errors import DataError, nearest

LARGEST_PLAIN = 20_000_000_000
"""Bytes of a plain file; it is streamed, so that memory does not depend on it."""

LARGEST_UNPACKED = 2_000_000_000
"""Bytes that a packed file may unpack to."""

LARGEST_RATIO = 100
"""Times its size that a packed file may unpack to; text packs five to thirty times."""

MOST_MEMBERS = 100
"""Files in a zip archive."""

LONGEST_LINE = 1_000_000
"""Characters."""

CHUNK = 1 << 16
RATIO_SPARED = 1_000_000
"""Bytes below which no ratio is looked at: a short file may repeat itself."""

ENDINGS = (".csv", ".tsv", ".txt")
PACKED_BY = {8: "deflate", 0: "nothing"}

DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    gzip.BadGzipFile,
    RuntimeError,
    struct.error,
)
"""What the standard library raises over a packed file that is cut or altered."""

#: How files begin that are no table of text, and what they are.
BEGINNINGS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"PAR1", "a Parquet table"),
    (b"ARROW1", "an Arrow table"),
    (b"SQLite format 3", "a SQLite database"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"RDX2", "a table of R"),
    (b"RDX3", "a table of R"),
    (b"X\n\x00\x00", "a table of R"),
    (b"\x89HDF", "an HDF5 file"),
    (b"CDF", "a NetCDF file"),
    (b"PK\x03\x04", "a zip archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
    (b"$FL", "an SPSS file"),
    (b"<stata_dta>", "a Stata file"),
    (b"{", "JSON"),
    (b"[", "JSON"),
    (b"<", "a web page or XML"),
)
#: What to do with each of them; for all others: export as CSV.
MENDS = {
    "an SPSS file": "read it as survey",
    "a Stata file": "read it as survey",
    "a web page or XML": "the download gave a page, not the table; fetch it again",
    "a zip archive": "unpack it and name the table in it",
    "a PDF document": "fetch the table, not the codebook",
}


def kind_of_bytes(head: bytes) -> str:
    """Return what a file is that begins like this, or nothing if it may be text."""
    text = head.removeprefix(codecs.BOM_UTF8).lstrip()
    for begin, kind in BEGINNINGS:
        if head.startswith(begin) or (kind in ("JSON", "a web page or XML") and text.startswith(begin)):
            return kind
    if len(head) > 3 and head[0] in (113, 114, 115) and head[1] in (1, 2) and head[2:4] == b"\x01\x00":
        return "a Stata file"
    return "a tar archive" if head[257:262] == b"ustar" else ""


@dataclass(frozen=True)
class SourceFile:
    """A raw file that exists and may be read as text, not yet read.

    Parameters
    ----------
    path : str
        As the caller named it.
    packing : {"", "gzip", "zip"}
        How it is packed.
    member : str
        The file inside a zip archive.
    """

    path: str
    packing: str = ""
    member: str = ""

    def chunks(self) -> Iterator[bytes]:
        """Yield the unpacked bytes in pieces.

        Raises
        ------
        DataError
            If the packing is damaged or unpacks to more than the caps allow.
        """
        try:
            with open(self.path, "rb") as packed:
                yield from self._unpacked(packed)
        except DAMAGED:
            raise DataError(
                f"the {self.packing} packing is damaged", where=self.path, mend="fetch the file again"
            ) from None
        except OSError as fault:
            raise DataError(
                f"the file cannot be read ({fault.strerror or fault})",
                where=self.path,
                mend="check who may read it",
            ) from None

    def _unpacked(self, packed: IO[bytes]) -> Iterator[bytes]:
        if self.packing == "zip":
            with zipfile.ZipFile(packed) as archive:
                size = archive.getinfo(self.member).compress_size
                with archive.open(self.member) as member:
                    yield from self._capped(member.read, lambda: size)
        elif self.packing == "gzip":
            with gzip.GzipFile(fileobj=packed) as member:
                yield from self._capped(member.read, packed.tell)
        else:
            while piece := packed.read(CHUNK):
                yield piece

    def _capped(self, read: Callable[[int], bytes], packed_bytes: Callable[[], int]) -> Iterator[bytes]:
        total = 0
        while piece := read(CHUNK):
            total += len(piece)
            if total > LARGEST_UNPACKED:
                raise DataError(
                    f"the file unpacks to more than {LARGEST_UNPACKED:,} bytes",
                    where=self.path,
                    mend="unpack it yourself if you trust it",
                )
            if total > RATIO_SPARED and total > LARGEST_RATIO * max(1, packed_bytes()):
                raise DataError(
                    f"the file unpacks to more than {LARGEST_RATIO} times its size",
                    where=self.path,
                    mend="unpack it yourself if you trust it",
                )
            yield piece

    def encoding(self, allowed: tuple[str, ...]) -> str:
        """Return the first of some encodings in which all bytes are text; the last one if none is."""
        for name in allowed[:-1]:
            decoder = codecs.getincrementaldecoder(name)("strict")
            try:
                for piece in self.chunks():
                    decoder.decode(piece)
                decoder.decode(b"", final=True)
            except UnicodeDecodeError:
                continue
            return name
        return allowed[-1]

    def lines(self, encoding: str = "utf-8-sig") -> Iterator[str]:
        """Yield the lines of text with their ends.

        Raises
        ------
        DataError
            For bytes that are no text in this encoding, a NUL byte, or a line above a million characters.
        """
        decoder = codecs.getincrementaldecoder(encoding)("strict")
        line, rest, first = 1, "", True
        for piece in self.chunks():
            if first:
                self._check_beginning(piece)
                first = False
            if b"\0" in piece:
                raise DataError(
                    "there is a NUL byte, which no text holds",
                    where=f"{self.path}:{line + piece[: piece.index(0)].count(10)}",
                    mend="export the file again as CSV",
                )
            try:
                text = decoder.decode(piece)
            except UnicodeDecodeError as fault:
                self._refuse_bytes(fault, line, encoding)
            *whole, rest = (rest + text).split("\n")
            if len(rest) > LONGEST_LINE:
                raise DataError(
                    f"a line holds over {LONGEST_LINE:,} characters",
                    where=f"{self.path}:{line + len(whole)}",
                    mend="look for missing line ends",
                )
            line += len(whole)
            for one in whole:
                yield f"{one}\n"
        try:
            rest += decoder.decode(b"", final=True)
        except UnicodeDecodeError as fault:
            self._refuse_bytes(fault, line, encoding)
        if rest:
            yield rest

    def _refuse_bytes(self, fault: UnicodeDecodeError, line: int, encoding: str) -> None:
        name = "UTF-8" if encoding.startswith("utf-8") else "Windows-1252"
        raise DataError(
            f"byte 0x{fault.object[fault.start]:02x} is not {name} text",
            where=f"{self.path}:{line + fault.object[: fault.start].count(10)}",
            mend="save the file again as 'CSV UTF-8'",
        ) from None

    def _check_beginning(self, head: bytes) -> None:
        if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            raise DataError(
                "the text is UTF-16, not UTF-8",
                where=f"{self.path}:1",
                mend="save the file again as 'CSV UTF-8'",
            )
        kind = kind_of_bytes(head)
        if kind:
            raise DataError(
                f"this is {kind}, not a table of text",
                where=self.path,
                mend=MENDS.get(kind, "export it as CSV"),
            )


def open_source(path: str | os.PathLike[str]) -> SourceFile:
    """Look at a raw file and return it ready to be read as lines.

    Parameters
    ----------
    path : str or path-like
        A CSV file, or one packed by gzip or zip.

    Raises
    ------
    DataError
        For a missing file, a folder, an empty or far too large file, and a zip archive without exactly one
        table.
    """
    name = os.fspath(path)
    size = check_is_file(name)
    head = first_bytes(name, 4)
    if head.startswith(b"\x1f\x8b"):
        return SourceFile(name, "gzip")
    if head.startswith(b"PK"):
        return SourceFile(name, "zip", _table_of_archive(name))
    if size > LARGEST_PLAIN:
        raise DataError(
            f"the file holds {size:,} bytes (at most {LARGEST_PLAIN:,})", where=name, mend="split it by year"
        )
    return SourceFile(name)


def check_is_file(name: str) -> int:
    """Return the size of an ordinary file in bytes; refuse what is none."""
    if "\0" in name:
        raise DataError("a file name holds a NUL byte", mend="check the path")
    file = Path(name)
    if file.is_dir():
        raise DataError("this is a folder", where=name, mend="name the file in it")
    if not file.exists():
        if not file.parent.is_dir():
            raise DataError("there is no such folder", where=str(file.parent), mend="check the path")
        siblings = [other.name for other in file.parent.iterdir() if other.is_file()]
        raise DataError("there is no such file", where=name, mend=nearest(file.name, siblings))
    if not file.is_file():
        raise DataError("this is no ordinary file", where=name, mend="name a file on the disk")
    size = file.stat().st_size
    if size == 0:
        raise DataError("the file is empty", where=name, mend="its first line has to name the columns")
    return size


def first_bytes(name: str, many: int) -> bytes:
    """Return the first bytes of a file as they lie on the disk."""
    try:
        with open(name, "rb") as file:
            return file.read(many)
    except OSError as fault:
        raise DataError(
            f"the file cannot be read ({fault.strerror})", where=name, mend="check who may read it"
        ) from None


def check_archive(name: str) -> list[zipfile.ZipInfo]:
    """Return what a zip archive lists, if the list is short and nothing in it is out of proportion.

    Raises
    ------
    DataError
        If it is damaged, encrypted, holds too many files, or unpacks to too much.
    """
    with open(name, "rb") as file:
        end = file.seek(0, os.SEEK_END)
        file.seek(max(0, end - 66_000))
        tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    # The size of the list is looked at before the list is: a million entries would fill the memory.
    if at >= 0 and int.from_bytes(tail[at + 12 : at + 16], "little") > 1_000_000:
        raise DataError("the zip archive lists too many files", where=name, mend="unpack it and name one")
    try:
        with zipfile.ZipFile(name) as archive:
            members = [info for info in archive.infolist() if not info.is_dir()]
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, EOFError):
        raise DataError("the zip packing is damaged", where=name, mend="fetch the file again") from None
    if len(members) > MOST_MEMBERS:
        raise DataError(
            f"the zip archive holds {len(members)} files (at most {MOST_MEMBERS})",
            where=name,
            mend="unpack it and name one",
        )
    for info in members:
        if info.flag_bits & 1:
            raise DataError("the zip archive is encrypted", where=name, mend="unpack it and name the file")
        if info.compress_type not in PACKED_BY:
            raise DataError(
                "the zip archive is packed in an unusual way", where=name, mend="unpack it and name the file"
            )
        if info.file_size > RATIO_SPARED and info.file_size > LARGEST_RATIO * max(1, info.compress_size):
            raise DataError(
                f"the file unpacks to more than {LARGEST_RATIO} times its size",
                where=name,
                mend="unpack it yourself if you trust it",
            )
    return members


def is_workbook(name: str) -> bool:
    """Whether a zip archive is a workbook of a spreadsheet program (xlsx)."""
    if first_bytes(name, 2) != b"PK":
        return False
    names = {info.filename for info in check_archive(name)}
    return "[Content_Types].xml" in names and any(member.startswith("xl/") for member in names)


def _table_of_archive(name: str) -> str:
    """Return the one table in a zip archive."""
    members = check_archive(name)
    tables = sorted(
        info.filename
        for info in members
        if info.filename.lower().endswith(ENDINGS) and not info.filename.startswith("__MACOSX")
    )
    csv = [member for member in tables if not member.lower().endswith(".txt")]
    if len(csv or tables) == 1:
        return (csv or tables)[0]
    if not tables:
        raise DataError("the zip archive holds no CSV file", where=name, mend="unpack it and name the table")
    raise DataError(
        f"the zip archive holds {len(tables)} tables", where=name, mend="unpack it and name one of them"
    )
