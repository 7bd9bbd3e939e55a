"""Bodies that are an undertaking in one text, a party in another: 教育集团 with members, 中心 that act themselves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from kg.lexicon import Lexicon
from kg.mention import Mention

Sentences = Iterable[tuple[str, list[Mention]]]
_LEAST = 6  # characters of a name that may act: 培训中心 and 门诊部 are too common


def federations(sentences: Sentences, lexicon: Lexicon) -> frozenset[str]:
    """The names of federations (教育集团) that a text tells members of, from sentences with their mentions."""
    return frozenset(
        mention.text
        for sentence, mentions in sentences
        if lexicon.membership.search(sentence)
        for mention in mentions
        if mention.type == "institution" and mention.entry is None and mention.text.endswith(lexicon.federations)
    )


def acting(sentences: Sentences, lexicon: Lexicon) -> frozenset[str]:
    """The names of centres and the like that sign, send or join in a text, from sentences with their mentions."""
    return frozenset(
        mention.text
        for sentence, mentions in sentences
        for mention in mentions
        if mention.type == "initiative"
        and mention.shape == "grammar"
        and len(mention.text) >= _LEAST
        and mention.text.endswith(lexicon.bodies)
        and not mention.counted
        and lexicon.acting.match(sentence, mention.end)
        and sentence[max(mention.start - 1, 0) : mention.start] in lexicon.clause_starts
    )


def retyped(mentions: list[Mention], undertakings: frozenset[str], parties: frozenset[str]) -> list[Mention]:
    """Mentions with ``undertakings`` made initiatives and ``parties`` institutions."""
    made = []
    for mention in mentions:
        if mention.text in undertakings:
            mention = replace(mention, type="initiative", kind="initiative")
        elif mention.text in parties:
            mention = replace(mention, type="institution", kind="other")
        made.append(mention)
    return made
