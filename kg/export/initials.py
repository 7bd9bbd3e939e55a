"""How names sound: the pinyin by which they are searched for."""

from __future__ import annotations

from collections.abc import Iterable

_LONGEST = 40


def sounds(names: Iterable[str]) -> list[str]:
    """The initials of each name, and the full pinyin of the first, without tones; each once.

    ``["北京天坛医院", "天坛医院"]`` gives ``["bjttyy", "ttyy", "beijingtiantanyiyuan"]``.
    """
    from pypinyin import Style, lazy_pinyin

    found: dict[str, None] = {}
    spoken = ""
    for number, name in enumerate(names):
        syllables = lazy_pinyin(name[:_LONGEST], errors=_plain)
        initials = lazy_pinyin(name[:_LONGEST], style=Style.FIRST_LETTER, errors=_plain)
        found.setdefault("".join(initials).lower())
        spoken = spoken if number else "".join(syllables).lower()
    found.setdefault(spoken)
    return [sound for sound in found if sound]


def _plain(text: str) -> str:
    """Latin letters and digits of a name stand for themselves."""
    return "".join(char for char in text if char.isascii() and char.isalnum())
