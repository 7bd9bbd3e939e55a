"""How names sound: the pinyin by which they are searched for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_LONGEST = 40
_AS_IT_IS = "\0"
# a place ends here: 长 of 重庆市长寿区 belongs to 长寿, and makes no 市长
_PLACES = re.compile("(?<=[省市县区州])")


def sounds(names: Iterable[str]) -> list[str]:
    """The initials of each name, and the full pinyin of the first, without tones; each once.

    ``["北京天坛医院", "天坛医院"]`` gives ``["bjttyy", "ttyy", "beijingtiantanyiyuan"]``.
    """
    found: dict[str, None] = {}
    spoken = ""
    for number, name in enumerate(names):
        syllables = list(_syllables(name[:_LONGEST]))
        found.setdefault("".join(s[1:] if s.startswith(_AS_IT_IS) else s[:1] for s in syllables))
        spoken = spoken if number else "".join(syllables).replace(_AS_IT_IS, "")
    found.setdefault(spoken)
    return [sound for sound in found if sound]


def _syllables(name: str) -> Iterator[str]:
    from pypinyin import lazy_pinyin

    for piece in _PLACES.split(name):
        yield from (syllable.lower() for syllable in lazy_pinyin(piece, errors=_plain))


def _plain(text: str) -> str:
    """Latin letters and digits of a name stand for themselves."""
    return _AS_IT_IS + "".join(char for char in text if char.isascii() and char.isalnum())
