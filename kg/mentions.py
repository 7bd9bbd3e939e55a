"""Find the names in a sentence: parties, and the things that they sign, build, hold and publish.

A sentence is cut at *barriers* (punctuation, function words, verbs, titles, counts) into *runs*; within a run the last
head (医院, 委员会, 联盟 …) gives the type and the right end of a name, regions and determiners its left end. Listed
names and words such as 和平区 or 文化和旅游局 protect their characters from being barriers. Names of things may go on
over verbs that are used as nouns (结对协议, 启动仪式). All offsets count the given text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.brands import brands
from kg.gazetteer import Entry
from kg.lexicon import Lexicon
from kg.mention import Mention
from kg.namelists import alike_in_lists, with_governments, with_shared_heads, with_shared_regions
from kg.parties import parties
from kg.people import leaders, of_one_post, people
from kg.scan import Scan
from kg.sharedheads import counted_lists
from kg.things import quotes, things

__all__ = ["Mention", "find_mentions"]

_TITLE = re.compile(r"《([^《》\n]{2,80})》(?:的?(?:补充协议|议定书|框架协议|协议|备忘录|意向书|合同|声明))?")


def find_mentions(text: str, lexicon: Lexicon, known: dict[str, Entry] | None = None) -> list[Mention]:
    """The names in one sentence, in text order, without overlaps.

    ``known``: short forms that this document has introduced, each with what it is short for.
    """
    scan = Scan(text, lexicon, known or {})
    found = [*_titled(text, lexicon), *leaders(scan), *people(scan), *things(scan), *parties(scan), *quotes(scan)]
    single = brands(scan, counted_lists(scan, of_one_post(_without_overlaps(found), scan)))
    listed = alike_in_lists(single, text, lexicon)
    return with_shared_heads(with_shared_regions(with_governments(listed, text), text, lexicon), text)


def _titled(text: str, lexicon: Lexicon) -> Iterator[Mention]:
    """Names in 《》: a document, or an instrument where its head says so."""
    for match in _TITLE.finditer(text):
        inner = re.sub(r"[（(][^（）()]*[）)]$", "", match[1] if match[0].endswith("》") else match[0])
        ends = [h for h in lexicon.scan(inner) if h.tag == "suffix" and h.end == len(inner)]
        types = [h.value.type for h in sorted(ends, key=lambda h: h.start)]
        wanted = next((t for t in types if t in ("instrument", "document")), "document")
        if lexicon.signing.search(text, 0, match.start()) or lexicon.signed_titles.match(text, match.end()):
            wanted = "instrument"
        yield Mention(match.start(), match.end(), match[0], wanted, wanted, shape="title")


_RANK = {"title": 0, "level": 1, "led": 1, "person": 1}


def _without_overlaps(mentions: list[Mention]) -> list[Mention]:
    """The longest of overlapping mentions; 《》 and titled persons before the others."""
    chosen: list[Mention] = []
    taken: set[int] = set()
    order = sorted(mentions, key=lambda m: (_RANK.get(m.shape, 2), m.start - m.end, m.start))
    for mention in order:
        span = range(mention.start, mention.end)
        if taken.isdisjoint(span):
            chosen.append(mention)
            taken.update(span)
    return sorted(chosen, key=lambda m: m.start)
