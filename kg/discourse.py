"""Who is meant: the parties and things that a text has named so far, for 该院, 双方, 该基地, and who 我校 is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from kg.anaphora import Anaphor, AnaphorFinder, antecedents
from kg.clauses import View
from kg.compounds import CompoundFinder
from kg.gazetteer import Entry
from kg.identities import Abbreviations, Registry
from kg.introductions import STOCK_CODE
from kg.lexicon import Lexicon
from kg.mention import Mention, follows_owner
from kg.schema import Schema
from kg.types import Claim, Entity

_HEAD = 300  # characters of an article in which its source is looked for
_PARTY = ("institution", "region")


class Discourse:
    """What one document has said so far. Mentions are met in text order; claims are told to it as they are made."""

    def __init__(
        self, lexicon: Lexicon, abbreviations: Abbreviations, anaphors: AnaphorFinder, compounds: CompoundFinder
    ) -> None:
        self.registry = Registry(lexicon, abbreviations)
        self._lexicon = lexicon
        self._anaphors = anaphors
        self._compounds = compounds
        self._history: list[Entity] = []
        self._sentences: list[int] = []  # how much had been named before each sentence
        self._home: list[Mention] = []
        self._school = ""
        self._last: list[Entity] = []
        self._things: list[Mention] = []
        self._visitors: list[Entity] = []
        self._hosts: set[str] = set()  # who was visited: a mayor who receives guests is not on the way
        self._resolved: dict[tuple[int, int], list[Entity]] = {}
        self._before: tuple[Mention, list[Entity]] | None = None

    def open_article(self, text: str, sentences: Sequence[Sequence[Mention]]) -> None:
        """Take in what an article's ``text`` names, in ``sentences``, before these are read one by one."""
        mentions = [m for sentence in sentences for m in sentence]
        self.registry.regions.open_article(text)
        self._home, self._last = _most_named(sentences, self._source_of(text, mentions)), []
        ours = any(m.shape == "anaphor" and m.text == "我校" for m in mentions)
        self._school = next((_name_of(m) for m in self._home if ours and m.kind == "university"), "")
        for mention in mentions:
            self.registry.regions.note(mention)

    def _source_of(self, text: str, mentions: list[Mention]) -> str:
        """The institution whose own text an article is: the source in its head, or the company with a stock code."""
        named = next((m[1] for m in self._lexicon.sources.finditer(text[:_HEAD])), "") or next(
            (m[1] for m in STOCK_CODE.finditer(text)), ""
        )
        own = [m.text for m in mentions if m.type == "institution" and m.shape in ("listed", "grammar")]
        return max((n for n in own if named.startswith(n) or named.endswith(n)), key=len, default="")

    def meet_all(self, mentions: Iterable[Mention], view: View) -> None:
        """Meet the mentions of a sentence; two parties that 与 joins are what 双方 means behind them."""
        pairs = {
            g.members[1]: g.members[0] for g in view.groups.values() if len(g.members) == 2 and g.joins[0] in "与和同跟"
        }
        self._sentences.append(len(self._history))
        for mention in mentions:
            self.meet(mention)
            first = pairs.get(mention)
            both = [self._resolved.get((m.start, m.end), []) for m in (first, mention)] if first else []
            if both and all(len(found) == 1 for found in both) and both[0][0].id != both[1][0].id:
                self._last = [found[0] for found in both]

    def meet(self, mention: Mention) -> None:
        """Make or find the entity of a mention, so that later short forms and anaphors find it."""
        if mention.type not in _PARTY or mention.counted:
            self._meet_thing(mention)
            return
        found = self._parties_of(self._with_owner(mention))
        self._before = (mention, found)
        if mention.shape in ("led", "level", "spokesman") and not self._hosts.intersection(e.id for e in found):
            self._visitors = found
        if mention.shape == "compound" and len(found) > 1:
            self._last = found
        self._resolved[mention.start, mention.end] = found
        self._history.extend(found)

    def _with_owner(self, mention: Mention) -> Mention:
        """化学学院 behind 我校 is that of the university, and in a text that says 我校 it always is."""
        if self._school and mention.shape == "grammar" and self._lexicon.school.fullmatch(mention.text):
            return replace(mention, full=self._school + mention.text)
        if self._before is None or not self._before[1] or not follows_owner(mention, self._before[0]):
            return mention
        return replace(mention, full=self._before[1][0].name + mention.text)

    def _parties_of(self, mention: Mention) -> list[Entity]:
        if mention.shape == "compound":
            named = {n for e in self._history for n in e.names}
            return [self.registry.resolve(_member(mention, e)) for e in self._compounds.members(mention, named)]
        if mention.shape == "anaphor":
            row = self._anaphors.row(mention.text)
            if row.visitor:
                return self._visitors
            if row.home and row.level:
                return self._home_region(mention, row.level)
            home = [self.registry.resolve(m) for m in self._home] if row.home else []
            found = antecedents(
                row, self._by_subject() if row.count == 1 else self._history, home, self._last, self._lexicon.gazetteer
            )
            return found or (self._organs(row, mention) if row.head else [])
        return [self.registry.resolve(mention)] if self.registry.known(mention) else []

    def _by_subject(self) -> list[Entity]:
        """What has been named, the first of each sentence last: 该院 is what the sentence before begins with."""
        bounds = [0, *self._sentences, len(self._history)]
        return [e for a, b in pairwise(bounds) for e in reversed(self._history[a:b])]

    def _organs(self, row: Anaphor, mention: Mention) -> list[Entity]:
        """两市医保局: that of each of the regions that 两市 stands for."""
        unit = mention.text[1:2]
        regions = replace(row, head="", of=("region",), level=unit if unit in "省市县区" else "")
        found = antecedents(regions, self._history, [], self._last, self._lexicon.gazetteer) if row.count > 1 else []
        kind = _kind_of(row.head, self._lexicon)
        organ = replace(mention, kind=kind, shape="grammar")
        return [self.registry.resolve(replace(organ, full=region.name + row.head)) for region in found]

    def _home_region(self, mention: Mention, level: str) -> list[Entity]:
        """The region of a level that the text is about: 我区 in a district's paper."""
        own = replace(mention, text=level, shape="level")
        return [self.registry.resolve(own)] if self.registry.regions.at_level(level) else []

    def _meet_thing(self, mention: Mention) -> None:
        """Note a thing for 该基地 and 展销会 later on, and the institution that its name begins with."""
        if mention.type in (*_PARTY, "person"):
            return
        if mention.shape != "short":
            self._things.append(mention)
        if mention.owner:
            end = mention.start + len(mention.owner)
            kind = _kind_of(mention.owner, self._lexicon)
            self.meet(Mention(mention.start, end, mention.owner, "institution", kind))

    def entities_of(self, mention: Mention, variant: int = 0) -> list[Entity]:
        """The entities that a mention stands for: none where the text does not settle it, several for 双方.

        ``variant`` tells agreements apart that share their words (甲分别与乙、丙签订协议).
        """
        if (mention.start, mention.end) in self._resolved:
            return [self.registry.entities[e.id] for e in self._resolved[mention.start, mention.end]]
        if mention.shape == "anaphor":
            return self._parties_of(mention)
        if mention.type not in _PARTY:
            meant = self._thing_meant(mention)
            if meant is None:
                return []
            mention = meant
        return [self.registry.resolve(mention, f"#{mention.start}.{variant}" if variant else "")]

    def _thing_meant(self, mention: Mention) -> Mention | None:
        """The thing that a head alone stands for: the last one that ends with it."""
        if mention.shape != "short":
            return mention
        ends = (mention.text, "展") if mention.text in self._lexicon.shows else mention.text
        for thing in reversed(self._things):
            alike = self._same_kind(thing, mention) and thing.text.rstrip("”》").endswith(ends)
            if alike and thing.start < mention.start:
                return thing
        return mention if mention.type in ("instrument", "document") or len(mention.text) >= 4 else None

    def _same_kind(self, thing: Mention, mention: Mention) -> bool:
        """Whether a head may stand for a thing; a show is an event or a thing made, as its name ends."""
        show = mention.text in self._lexicon.shows and thing.type in ("event", "initiative")
        return show or thing.type == mention.type

    def told(self, claims: list[Claim], schema: Schema) -> None:
        """Remember who took part in the claims of a sentence: what 双方 and 代表团 mean after it."""
        entities = self.registry.entities
        visits = [c for c in claims if c.relation == "visits"]
        if visits:
            self._visitors = [entities[visits[0].head]]
            self._hosts = {c.tail for c in visits} - {visits[0].head}
        partners = self._partners(claims, schema) if claims else []
        if len(partners) > 1:
            self._last = partners

    def _partners(self, claims: list[Claim], schema: Schema) -> list[Entity]:
        """The parties of the last claim, with those who share its tail."""
        last = claims[-1]
        joint = schema.relations[last.relation].joint
        ids = [c.head for c in claims if c.tail == last.tail] if joint else [last.head, last.tail]
        entities = [self.registry.entities[i] for i in dict.fromkeys(ids)]
        return [e for e in entities if e.type in _PARTY]


def _member(compound: Mention, entry: Entry) -> Mention:
    """One region of a compound, as a mention of its own."""
    return replace(
        compound, text=entry.names[-1] if entry.level == "province" else entry.name, entry=entry, shape="listed"
    )


def _most_named(sentences: Sequence[Sequence[Mention]], own: str) -> list[Mention]:
    """Institutions, what 我校 means first: the one whose text it is (``own``), else the one named most often.

    One that a sentence names beside 我校 is another one.
    """
    named = [m for ms in sentences for m in ms if m.type == "institution" and m.shape in ("listed", "grammar")]
    others = {_name_of(m) for ms in sentences if any(_is_own(m) for m in ms) for m in ms}
    times = Counter(map(_name_of, named))
    whole = [m for m in named if not m.counted]
    return sorted(whole, key=lambda m: (m.text != own, _name_of(m) in others, -times[_name_of(m)]))


def _name_of(mention: Mention) -> str:
    return mention.entry.name if mention.entry else mention.text


def _is_own(mention: Mention) -> bool:
    return mention.shape == "anaphor" and mention.text[0] in "我本"


def _kind_of(name: str, lexicon: Lexicon) -> str:
    """The kind that an institution's name says by its ending."""
    ends = [h for h in lexicon.scan(name) if h.tag == "suffix" and h.end == len(name) and h.value.type == "institution"]
    return min(ends, key=lambda h: h.start).value.kind if ends else "other"
