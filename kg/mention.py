"""A name as it stands in a text."""

from __future__ import annotations

from dataclasses import dataclass

from kg.gazetteer import Entry


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in the text, ``text`` being its characters from ``start`` to ``end``.

    ``bare``: what follows leaves the name whole (丰台区赴…), rather than making it a modifier (丰台区特色产业).
    ``shape``: how it was found: listed, grammar, quoted (an initiative in quotation marks without a head), title
    (《》), short (a head alone: 展销会), led (丰台区委书记: the region), level (区委书记: the district), anaphor
    (该院), spokesman (a person who was introduced with a party). ``owner``: the institution that a thing's name begins
    with. ``full``: the name with what a list shares put back (上海市 in 上海市、江苏省人大常委会).
    """

    start: int
    end: int
    text: str
    type: str
    kind: str = ""
    entry: Entry | None = None
    counted: bool = False
    bare: bool = True
    shape: str = "grammar"
    owner: str = ""
    full: str = ""


def follows_owner(mention: Mention, before: Mention) -> bool:
    """Whether a name stands behind a word for the house that it belongs to: 我校化学学院."""
    own = before.shape == "anaphor" and before.text[0] in "我该本"
    return own and before.end == mention.start and mention.type == "institution" and mention.shape == "grammar"
