"""The pages of a PDF as PNG pictures, with a box around each line of a statement's words."""

from __future__ import annotations

import ctypes
import struct
import zlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium
import pypdfium2.raw as raw

from onrecord.reading.pdf.document import open_pdf
from onrecord.record.places import Mark, Role

_SCALE = 2.0  # pixels to a point: what reads well on a screen
_MAX_PIXELS = 12_000_000  # of one page; a larger one is drawn more coarsely
_COLORS: dict[Role, tuple[int, int, int]] = {
    "content": (255, 243, 163),
    "source": (184, 224, 255),
    "cue": (255, 214, 173),
}
_BORDER = 0.6  # of the fill's brightness


def pictures(data: bytes, name: str, marks: Sequence[Mark], password: str | None = None) -> list[tuple[int, bytes]]:
    """Number and picture of each page on which some of the marks have boxes. InputError where it cannot be opened."""
    boxed = [(int(m.node.removeprefix("page/")), m) for m in marks if m.node.startswith("page/") and m.boxes]
    document = open_pdf(data, name, password)
    try:
        numbers = sorted({n for n, _ in boxed if 0 < n <= len(document)})
        return [(n, _picture(document[n - 1], [m for number, m in boxed if number == n])) for n in numbers]
    finally:
        document.close()


def _picture(page: pdfium.PdfPage, marks: Sequence[Mark]) -> bytes:
    width, height = page.get_size()
    scale = min(_SCALE, (_MAX_PIXELS / max(1.0, width * height)) ** 0.5)
    bitmap = page.render(scale=scale, rev_byteorder=True)
    pixels: npt.NDArray[np.uint8] = bitmap.to_numpy()[:, :, :3].copy()
    for mark in marks:
        for left, bottom, right, top in mark.boxes:
            corners = [_device(page, bitmap, x, y) for x, y in ((left, bottom), (right, top))]
            (x0, x1), (y0, y1) = (sorted(axis) for axis in zip(*corners, strict=True))
            _box(pixels, (x0 - 2, y0 - 2, x1 + 3, y1 + 3), _COLORS[mark.role])
    return png(pixels)


def _device(page: pdfium.PdfPage, bitmap: pdfium.PdfBitmap, x: float, y: float) -> tuple[int, int]:
    """Where a point of the page lies in its picture, however the page is turned or cropped."""
    column, row = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page, 0, 0, bitmap.width, bitmap.height, 0, x, y, column, row)
    return column.value, row.value


def _box(pixels: npt.NDArray[np.uint8], edges: tuple[int, int, int, int], color: tuple[int, int, int]) -> None:
    """Colour what lies in a box as a pen would, and draw its border."""
    height, width, _ = pixels.shape
    x0, y0, x1, y1 = (max(0, edge) for edge in edges)
    x1, y1 = min(x1, width), min(y1, height)
    area = pixels[y0:y1, x0:x1]
    area[:] = (area.astype(np.uint16) * np.array(color, np.uint16) // 255).astype(np.uint8)
    border = (np.array(color) * _BORDER).astype(np.uint8)
    for line in (area[:1], area[-1:], area[:, :1], area[:, -1:]):
        line[:] = border


def png(pixels: npt.NDArray[np.uint8]) -> bytes:
    """Rows of red, green and blue as a PNG file."""
    height, width, _ = pixels.shape
    rows = np.concatenate([np.zeros((height, 1), np.uint8), pixels.reshape(height, width * 3)], axis=1)

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows.tobytes(), 6))
        + chunk(b"IEND", b"")
    )
