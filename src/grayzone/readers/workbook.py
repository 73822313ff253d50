"""Rows of the first sheet of an xlsx workbook, as text; needs the extra ``xlsx``."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from ..errors import DataError
from .extras import extra
from .source_file import check_archive


def workbook_rows(path: str) -> Iterator[tuple[int, list[str]]]:
    """Yield (row, cells) of the first sheet, the header too; formulas are never computed.

    Raises
    ------
    DataError
        If the package that reads workbooks is missing, or the workbook is damaged or declares entities.
    """
    openpyxl = extra("openpyxl", "xlsx", "or save the sheet as 'CSV UTF-8'", path)
    _check_plain_xml(path)
    try:
        book: Any = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        # A sheet may claim any size in its first line: the size is taken from its rows.
        sheet.reset_dimensions()
        width = 0
        for line, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
            texts = [_text(cell) for cell in cells]
            width = width or len(texts)
            yield line, (texts + [""] * (width - len(texts)) if any(texts) else [])
        book.close()
    except DataError:
        raise
    except Exception as fault:  # the package raises whatever a damaged sheet makes it stumble over
        raise DataError(
            f"the workbook cannot be read ({type(fault).__name__})",
            where=path,
            mend="save the sheet as 'CSV UTF-8'",
        ) from None


def _text(cell: object) -> str:
    """Return a cell as the text that a CSV export would hold."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == cell.min.time() else cell.isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _check_plain_xml(path: str) -> None:
    """Refuse a workbook whose parts declare entities, which may unfold without end."""
    check_archive(path)
    try:
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist():
                if info.filename.endswith((".xml", ".rels")):
                    with archive.open(info) as part:
                        head = part.read(4096)
                    if b"<!" in head.replace(b"<!--", b""):
                        raise DataError(
                            "the workbook declares a document type, which no spreadsheet program writes",
                            where=path,
                            mend="save the sheet as 'CSV UTF-8'",
                        )
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, zlib.error):
        raise DataError("the zip packing is damaged", where=path, mend="fetch the file again") from None
