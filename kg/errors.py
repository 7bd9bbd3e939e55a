"""The one kind of error that users see: a sentence, never a traceback."""

from __future__ import annotations


class KgError(Exception):
    """Something that a user can understand and mend; the message is one line, with file and line if there are any."""
