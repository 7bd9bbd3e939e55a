"""Federations of schools and hospitals: undertakings where a text tells of members, parties where they only act."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from kg.lexicon import Lexicon
from kg.mention import Mention


def federations(sentences: Iterable[tuple[str, list[Mention]]], lexicon: Lexicon) -> frozenset[str]:
    """The names of federations (教育集团) that a text tells members of, from sentences with their mentions."""
    return frozenset(
        mention.text
        for sentence, mentions in sentences
        if lexicon.membership.search(sentence)
        for mention in mentions
        if _is_federation(mention, lexicon)
    )


def as_undertakings(mentions: list[Mention], names: frozenset[str]) -> list[Mention]:
    """Mentions with the federations among them made initiatives."""
    return [replace(m, type="initiative", kind="initiative") if m.text in names else m for m in mentions]


def _is_federation(mention: Mention, lexicon: Lexicon) -> bool:
    return mention.type == "institution" and mention.entry is None and mention.text.endswith(lexicon.federations)
