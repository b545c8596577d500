# ruff: noqa: E501
"""How the PDFs named `…-weasyprint.pdf` were made (WeasyPrint 70.0, DejaVu Serif): python make_weasyprint.py in this folder.

The articles are invented.
"""

import importlib

PROSE = """<p>The mayor's office said on Monday that the difficult finances of the council were its first affair. “We find
this efficient,” the officer offered, flatly, and nobody in the hall asked him what that meant.</p><p>The chief of staff
said the office would be rid of fifty officials by the end of the year, whatever the unions said about it.</p>"""
PAGES = {
    "ligatures": """<h1>The official affair of the flood</h1><p>By Ada Fielding</p><p>3 March 2025</p><p>The mayor's office
said on Monday that the difficult finances of the council were its first affair. “We find this efficient,” the officer
offered, flatly. The flight of the staff flew in the face of five affluent offices, and a shuffle of the raffle was
baffling, final and fluent.</p><p>The chief of staff said the office would be shut of fifty officials.</p>""",
    "one-size": """<style>p {margin: 0; text-indent: 2em} .front {text-indent: 0}</style><p class=front><b>Officials to
leave the flooded office in Westmoor and fifty more will follow them by the end of this year</b></p><p class=front>By Ada
Fielding, Westmoor Courier</p><p class=front>Monday, March 3, 2025</p><br>"""
    + PROSE,
    "one-size-outlet": """<p>WESTMOOR COURIER</p><p>Officials to leave the flooded office in Westmoor</p><p>Ada Fielding</p>
<p>Published: 3 March 2025</p>"""
    + PROSE,
    "drop-capital": """<h1>Officials to leave</h1><p>By Ada Fielding</p>"""
    + PROSE.replace(
        "<p>The", "<p><span style='float: left; font-size: 34pt; line-height: 1; margin-right: 3pt'>T</span>he", 1
    ),
}
STYLE = "<style>@page {size: a5} body {font: 11pt 'DejaVu Serif'} p {margin: .6em 0}</style>"

for name, page in PAGES.items():
    importlib.import_module("weasyprint").HTML(string=STYLE + page).write_pdf(f"{name}-weasyprint.pdf")
