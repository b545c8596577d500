"""Scanned pages → glyphs, by Tesseract where it is installed: words with their boxes, lines with their baselines."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from functools import cache

import pypdfium2 as pdfium
import pypdfium2.raw as raw
from lxml import etree

from onrecord.errors import InputMalformed
from onrecord.reading.pdf.glyphs import Glyph

HOW = "install Tesseract (apt install tesseract-ocr, brew install tesseract), or run ocrmypdf in.pdf out.pdf first"
_DPI = 300
_MAX_PIXELS = 30_000_000  # of one page; a larger one is rendered more coarsely
_SECONDS = 120  # for one page
_BOX = re.compile(r"bbox (\d+) (\d+) (\d+) (\d+)")
_BASELINE = re.compile(r"baseline (-?[\d.]+) (-?[\d.]+)")
_SIZE = re.compile(r"x_size ([\d.]+)")


@cache
def program() -> str | None:
    """Where Tesseract is; None where it is not."""
    return shutil.which("tesseract")


def is_scan(page: pdfium.PdfPage) -> bool:
    """Whether a page without text shows a picture that may hold some."""
    return any(True for _ in page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,), max_depth=3))


def page_glyphs(page: pdfium.PdfPage, name: str) -> list[Glyph]:
    """The characters of a scanned page, one space between two words; `index` counts in that text.

    Boxes are in points; those of a word's characters are equal parts of its own. InputMalformed where Tesseract fails.
    """
    tesseract = program()
    assert tesseract is not None
    width, height = page.get_size()
    scale = min(_DPI / 72, (_MAX_PIXELS / max(1.0, width * height)) ** 0.5)
    bitmap = page.render(scale=scale, grayscale=True)
    pixels = bitmap.to_numpy()
    image = b"P5 %d %d 255\n" % (bitmap.width, bitmap.height) + pixels.reshape(bitmap.height, -1).tobytes()
    command = [tesseract, "stdin", "stdout", "--dpi", str(round(scale * 72)), "-l", "eng", "hocr"]
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    try:
        done = subprocess.run(command, input=image, capture_output=True, timeout=_SECONDS, env=environment, check=True)
        tree = etree.fromstring(done.stdout, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    except (OSError, subprocess.SubprocessError, etree.XMLSyntaxError) as e:
        raise InputMalformed(name, f"a scanned page on which Tesseract failed: {e}") from None
    glyphs: list[Glyph] = []
    for line in tree.iterfind(".//{*}span[@class='ocr_line']"):
        glyphs += _line(line, scale, height, len(glyphs) and glyphs[-1].index + 2)
    return glyphs


def _line(line: etree._Element, scale: float, height: float, index: int) -> list[Glyph]:
    title = line.get("title") or ""
    box, size, base = _BOX.search(title), _SIZE.search(title), _BASELINE.search(title)
    if box is None or size is None:
        return []
    left, bottom = int(box[1]), int(box[4])
    slope, offset = (float(base[1]), float(base[2])) if base else (0.0, 0.0)
    glyphs: list[Glyph] = []
    for word in line.iterfind(".//{*}span[@class='ocrx_word']"):
        place = _BOX.search(word.get("title") or "")
        text = "".join(str(word.xpath("string()")).split())
        if place is None or not text:
            continue
        x0, y0, x1, y1 = (int(v) for v in place.groups())
        step = (x1 - x0) / len(text)
        baseline = height - (bottom + offset + slope * (x0 - left)) / scale
        for i, char in enumerate(text):
            edges = (x0 + i * step, height - y1 / scale, x0 + (i + 1) * step, height - y0 / scale)
            where = (edges[0] / scale, edges[1], edges[2] / scale, edges[3])
            glyphs.append(Glyph(index, char, where, baseline, float(size[1]) / scale, i == 0))
            index += 1
        index += 1
    return glyphs


def text(glyphs: list[Glyph]) -> str:
    """The characters of a page, to which `index` leads."""
    characters = [" "] * (glyphs[-1].index + 1 if glyphs else 0)
    for glyph in glyphs:
        characters[glyph.index] = glyph.char
    return "".join(characters)
