"""Makes the PDFs and documents of this folder from the invented reports of `examples/`.

    python tests/data/reading/make.py      (needs chromium and soffice)

The PDFs are by two producers, in one to three columns. Each page has a running head and a page number, text is
justified, and the page is small enough that columns and pages cut paragraphs.
"""

from __future__ import annotations

import html
import subprocess
import tempfile
from pathlib import Path

from onrecord.model import Article
from onrecord.reading import read

HERE = Path(__file__).parent
EXAMPLES = HERE.parent.parent.parent / "examples"

CSS = """
@page {{ size: 120mm 150mm; margin: 14mm 12mm;
         @top-center {{ content: "The Harbour Gazette"; font-size: 7pt }}
         @bottom-center {{ content: counter(page); font-size: 7pt }} }}
body {{ font: {size}pt/1.3 "Liberation Serif", serif; margin: 0 }}
h1 {{ font-size: 16pt; margin: 0 0 4pt }}
.by {{ margin: 0 }}
main {{ columns: {columns}; column-gap: 14pt; column-fill: auto; text-align: justify; hyphens: auto; margin-top: 8pt }}
p {{ {paragraph}; orphans: 1; widows: 1 }}
"""

FODT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" office:version="1.2"
 office:mimetype="application/vnd.oasis.opendocument.text">
<office:styles><style:default-style style:family="paragraph">
<style:paragraph-properties fo:orphans="0" fo:widows="0"/>
<style:text-properties style:font-name="Liberation Serif" fo:font-family="'Liberation Serif'" fo:font-size="{size}pt"
 fo:language="en" fo:country="GB" fo:hyphenate="true" fo:hyphenation-remain-char-count="2"
 fo:hyphenation-push-char-count="2"/></style:default-style></office:styles>
<office:automatic-styles>
<style:style style:name="H" style:family="paragraph">
<style:text-properties fo:font-size="16pt" fo:font-weight="bold"/></style:style>
<style:style style:name="B" style:family="paragraph"><style:paragraph-properties fo:text-align="justify"
 {paragraph} fo:hyphenation-ladder-count="no-limit"/></style:style>
<style:style style:name="C" style:family="section"><style:section-properties text:dont-balance-text-columns="true">
<style:columns fo:column-count="{columns}" fo:column-gap="14pt"/></style:section-properties></style:style>
<style:page-layout style:name="P"><style:page-layout-properties fo:page-width="120mm" fo:page-height="150mm"
 fo:margin-top="10mm" fo:margin-bottom="10mm" fo:margin-left="12mm" fo:margin-right="12mm"/>
<style:header-style/><style:footer-style/></style:page-layout></office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="P">
<style:header><text:p>The Harbour Gazette</text:p></style:header>
<style:footer><text:p><text:page-number/></text:p></style:footer></style:master-page></office:master-styles>
<office:body><office:text><text:p text:style-name="H">{title}</text:p>{front}
<text:section text:style-name="C" text:name="S">{body}</text:section></office:text></office:body></office:document>
"""


def front(article: Article) -> list[str]:
    """The lines under the title."""
    lines = [f"By {article.byline}"] if article.byline else []
    return [*lines, f"{article.published:%-d %B %Y}"] if article.published else lines


def by_chromium(article: Article, columns: int, size: float, spaced: bool, out: Path) -> None:
    """Print it as a web page."""
    paragraph = "margin: 0 0 6pt" if spaced else "margin: 0; text-indent: 12pt"
    head = f"<meta charset=utf-8><style>{CSS.format(columns=columns, size=size, paragraph=paragraph)}</style>"
    lines = "".join(f"<p class=by style='text-indent:0'>{html.escape(line)}</p>" for line in front(article))
    body = "".join(f"<p>{html.escape(p)}</p>" for p in article.text.split("\n\n"))
    title = html.escape(article.title or "")
    page = f"<html lang=en-GB><head>{head}</head><body><h1>{title}</h1>{lines}<main>{body}</main></body></html>"
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "a.html"
        source.write_text(page)
        command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
        subprocess.run([*command, f"--print-to-pdf={out}", source.as_uri()], check=True, capture_output=True)


def by_libreoffice(article: Article, columns: int, size: float, spaced: bool, out: Path) -> None:
    """Set it with LibreOffice, as what the suffix says: PDF, DOCX or ODT."""
    paragraph = 'fo:margin-bottom="6pt"' if spaced else 'fo:text-indent="12pt"'
    body = "".join(f'<text:p text:style-name="B">{html.escape(p)}</text:p>' for p in article.text.split("\n\n"))
    lines = "".join(f"<text:p>{html.escape(line)}</text:p>" for line in front(article))
    title = html.escape(article.title or "")
    page = FODT.format(title=title, front=lines, body=body, columns=columns, size=size, paragraph=paragraph)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / f"{out.stem}.fodt"
        source.write_text(page)
        command = ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to"]
        command += [out.suffix[1:], "--outdir", str(out.parent), str(source)]
        subprocess.run(command, check=True, capture_output=True)


def encrypted(out: Path) -> None:
    """A PDF that the password "harbour" opens."""
    password = '"DocumentOpenPassword":{"type":"string","value":"harbour"}'
    export = f'pdf:writer_pdf_Export:{{"EncryptFile":{{"type":"boolean","value":"true"}},{password}}}'
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / f"{out.stem}.txt"
        source.write_text("The harbour master said on Monday that the chest would be opened.\n")
        command = ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", export]
        subprocess.run([*command, "--outdir", str(out.parent), str(source)], check=True, capture_output=True)


HYPHENS = """<meta charset=utf-8><body style="font:10pt/1.3 'Liberation Serif'"><h1>Two ports, one treaty</h1>
<pre style="font:inherit">The two governments negoti-
ated a long-
term treaty in the ofﬁce of the har-
bour master, who had once been self-
employed, and signed it at noon.</pre>
<pre style="font-size:7pt">The harbour master in his ofﬁce.</pre>
<pre style="font:inherit">“It is a well-known fact that nobody reads treaties,”
she said on Tuesday.</pre>"""


def hyphens(out: Path) -> None:
    """Words broken over lines, a ligature, and a caption in small type between two paragraphs."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "a.html"
        source.write_text(HYPHENS)
        command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
        subprocess.run([*command, f"--print-to-pdf={out}", source.as_uri()], check=True, capture_output=True)


def main() -> None:
    """Make them all."""
    hyphens(HERE / "hyphens.pdf")
    encrypted(HERE / "encrypted.pdf")
    by_libreoffice(read(EXAMPLES / "02-budget.txt"), 1, 11, True, HERE / "02-budget.docx")
    by_libreoffice(read(EXAMPLES / "06-namesakes.md"), 1, 11, True, HERE / "06-namesakes.odt")
    sources = sorted(EXAMPLES.glob("[0-9]*"))
    for i, source in enumerate(sources):
        make, name = (by_chromium, "chromium") if i % 2 == 0 else (by_libreoffice, "libreoffice")
        columns = (2, 3, 1)[i // 2 % 3]
        size = {1: 11, 2: 9, 3: 8}[columns]
        make(read(source), columns, size, i % 4 < 2, HERE / f"{source.name.partition('.')[0]}-{name}-{columns}.pdf")


if __name__ == "__main__":
    main()
