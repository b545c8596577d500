"""What can go wrong, as one tree.

OnrecordError                 everything below; catch this to catch us
├── InputError                one input cannot be used; it costs itself and nothing else
│   ├── InputUnreadable       missing, vanished, a folder without rights, an I/O error
│   ├── InputEmpty            nothing in it but white space
│   ├── InputTooLarge         over the size that the reader accepts
│   ├── InputUnknownType      a binary or a kind of file that no reader takes
│   ├── InputUndecodable      bytes that are not text in any declared or likely encoding
│   ├── InputMalformed        the right kind of file, but broken (a bad JSON line, a cut-off page)
│   ├── InputWithoutArticle   readable, but there is no article in it
│   └── InputNotExtracted     an article that could not be read out
├── ModelError                a model folder is missing, incomplete or of another version
└── RecordError               the record cannot be opened or is closed, is not ours, or is from a newer onrecord
    └── RecordReadOnly        it cannot be written to: there is no right to, or it was opened to be read only
"""

from __future__ import annotations

from typing import Final

# What to do where words or a path stand for an article.
READ_FIRST: Final = 'read it first: onrecord.read("speech.html"), or onrecord.read(text.encode()) for words'


class OnrecordError(Exception):
    """Base of every error that onrecord raises on purpose."""


class InputError(OnrecordError):
    """One input cannot be used.

    `input` names it as the user gave it (a path, a URL, `FILE:LINE`); `reason` says why in a few words.
    """

    def __init__(self, input: str, reason: str) -> None:
        super().__init__(f"{input}: {reason}")
        self.input = input
        self.reason = reason

    def __reduce__(self) -> tuple[type[InputError], tuple[str, str]]:
        """Pickled by its two parts, so that it comes whole from a worker process."""
        return type(self), (self.input, self.reason)


class InputUnreadable(InputError):
    """The bytes cannot be had."""


class InputEmpty(InputError):
    """There is nothing to read."""


class InputTooLarge(InputError):
    """Over the reader's size limit."""


class InputUnknownType(InputError):
    """No reader takes this kind of file."""


class InputUndecodable(InputError):
    """The bytes are not text."""


class InputMalformed(InputError):
    """The right kind of file, but broken."""


class InputWithoutArticle(InputError):
    """Readable, but no article was found in it."""


class InputNotExtracted(InputError):
    """An article on which extraction failed."""


class ModelError(OnrecordError):
    """A model folder is missing, incomplete or of another version."""


class RecordError(OnrecordError):
    """The record cannot be opened or is not one of ours."""


class RecordReadOnly(RecordError):
    """The record cannot be written to."""
