"""Text from documents made safe for files: legal in XML, one line, without invisible direction marks."""

from __future__ import annotations

import re
from collections.abc import Iterable

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\x7f-\x84\x86-\x9f\ufdd0-\ufdef]")
# these reorder what stands around them, so that a name could show as another name
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_BREAKS = re.compile("[\t\n\r\x85\u2028\u2029]+")


def clean(text: str) -> str:
    """``text`` without characters that XML forbids or that reorder their neighbours; line breaks are kept."""
    return _DIRECTION.sub("", _ILLEGAL.sub("", text))


def one_line(text: str) -> str:
    """``text`` cleaned, on one line."""
    return _BREAKS.sub(" ", clean(text)).strip()


def joined(items: Iterable[str]) -> str:
    """Cleaned items with ``;`` between them; a ``;`` inside an item becomes a full-width one."""
    return ";".join(one_line(item).replace(";", "；") for item in items)


def unique_ids(ids: Iterable[str]) -> dict[str, str]:
    """A clean id for each id, still unique where cleaning would make two of them equal."""
    taken: set[str] = set()
    result: dict[str, str] = {}
    for key in sorted(ids):
        wanted = name = one_line(key) or "_"
        number = 2
        while name in taken:
            name, number = f"{wanted}~{number}", number + 1
        taken.add(name)
        result[key] = name
    return result
