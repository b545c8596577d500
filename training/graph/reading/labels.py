"""What the network of all fields tells apart, in the order of its outputs; training and reading share it."""

from __future__ import annotations

from typing import Final, get_args

from onrecord.model import Attitude, EntityType, OccasionKind, OccasionStatus, Polarity

ENTITIES: Final[tuple[EntityType, ...]] = ("person", "organization", "group", "anonymous", "document", "place")
MARKED: Final = (*ENTITIES, "time", "occasion", "title")
# GUM's mentions have labels of their own: other guidelines, and they only teach.
LABELS: Final = (*MARKED, "gum person", "gum organization", "gum place", "gum animal")

POLARITIES: Final[tuple[Polarity, ...]] = get_args(Polarity)
ATTITUDES: Final[tuple[Attitude, ...]] = get_args(Attitude)
KINDS: Final[tuple[OccasionKind, ...]] = get_args(OccasionKind)
STATUSES: Final[tuple[OccasionStatus, ...]] = get_args(OccasionStatus)
CHOICES: Final = ("speaker", "addressee", "time", "occasion")
