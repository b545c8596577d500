"""PLOVER's codes for occasions at which parties meet: CONSULT with its mode, and what a plan or a refusal is coded as.

PLOVER (Political Language Ontology for Verifiable Event Records, Open Event Data Alliance) keeps CONSULT for what
took place; to agree to meet is AGREE, to refuse is REJECT, each with the mode `meet`.
"""

from __future__ import annotations

from onrecord.model import OccasionKind, OccasionStatus

_CONSULTS = ("meeting", "call", "visit")


def code(
    kind: OccasionKind, status: OccasionStatus, participants: int, *, phone: bool = False, brokered: bool = False
) -> str | None:
    """`EVENT/mode`, such as `CONSULT/visit`; None where nobody confers, and for what is only imagined.

    `brokered` are talks that one who is no party to them has brought about.
    """
    if kind not in _CONSULTS or status == "hypothetical" or (kind == "visit" and participants < 2):
        return None
    if status == "planned":
        return "AGREE/meet"
    if status == "denied":
        return "REJECT/meet"
    if brokered:
        return "CONSULT/third-party"
    if kind == "call" or phone:
        return "CONSULT/phone"
    if kind == "visit":
        return "CONSULT/visit"
    return "CONSULT/multilateral" if participants > 2 else "CONSULT/meet"
