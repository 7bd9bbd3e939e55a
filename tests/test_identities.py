"""Who is who across documents: pairs with verdicts, and independence of the order of documents."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import document, entity, said

from kg.errors import KgError
from kg.identitypairs import load_pairs, score
from kg.merge import merge_all
from kg.types import Extraction

PAIRS = Path(__file__).parent / "identities"
FORMS = (
    *("青禾市云岭医院=云岭医院", "云岭医院", "白水市云岭医院=云岭医院", "协和医院"),
    *("青禾市卫生健康委员会=市卫健委", "青禾市卫健委", "市卫健委", "青禾大学", "青禾大学附属医院=青禾大学"),
    *("青禾市第一人民医院", "青禾市第二人民医院=市人民医院", "市人民医院"),
)


def test_pairs_are_told_apart_and_brought_together() -> None:
    """More than 120 pairs of many kinds; a wrong merge is worse than a missed one."""
    pairs = load_pairs(PAIRS)
    found = score(pairs)
    wrong = [("=".join(pair.one.names), "=".join(pair.other.names)) for pair in found.faults]
    assert len(pairs) >= 120
    assert min(Counter(pair.same for pair in pairs).values()) >= 50
    assert found.precision >= 0.97 and found.recall >= 0.85, wrong


def test_no_pair_is_there_twice() -> None:
    """Neither one way nor the other."""
    seen = Counter(frozenset((pair.one.names, pair.other.names, pair.one.region)) for pair in load_pairs(PAIRS))
    assert [pair for pair, number in seen.items() if number > 1 and len(pair) > 2] == []


@pytest.mark.parametrize("text", ["", "kind,verdict\nx,same\n", "kind,verdict,one\nx,perhaps,甲\n"])
def test_what_is_no_table_of_pairs_is_named(tmp_path: Path, text: str) -> None:
    """With the file."""
    (tmp_path / "pairs.csv").write_text(text, encoding="utf-8")
    with pytest.raises(KgError, match=str(tmp_path)):
        load_pairs(tmp_path)


@st.composite
def _texts(draw: st.DrawFn) -> list[Extraction]:
    texts = []
    for number in range(draw(st.integers(2, 6))):
        ends = st.lists(st.sampled_from(FORMS), min_size=2, max_size=3, unique_by=lambda form: form.split("=")[0])
        parties = [entity(form, region=draw(st.sampled_from(["", "青禾市", "白水市"]))) for form in draw(ends)]
        others = parties[1:]
        relation = draw(st.sampled_from(["supports", "visits", "cooperates_with"]))
        texts.append(document(f"{number}.txt", *(said(parties[0], relation, other) for other in others)))
    return texts


@settings(max_examples=60, deadline=None)
@given(texts=_texts(), data=st.data())
def test_no_order_of_documents_decides(texts: list[Extraction], data: st.DataObject) -> None:
    """Nodes, edges, and the reasons for every link."""
    merged, other = merge_all(texts), merge_all(data.draw(st.permutations(texts)))
    assert (merged.members, merged.successions) == (other.members, other.successions)
    assert list(merged.graph.nodes(data=True)) == list(other.graph.nodes(data=True))
    assert list(merged.graph.edges(keys=True, data=True)) == list(other.graph.edges(keys=True, data=True))


@settings(max_examples=40, deadline=None)
@given(texts=_texts())
def test_what_a_document_relates_is_never_made_one(texts: list[Extraction]) -> None:
    """Whoever visits somebody else is not that somebody."""
    merged = merge_all(texts)
    node = {(member.document, member.entity): member.node for member in merged.members}
    for text in texts:
        for claim in text.claims:
            assert node[claim.document, claim.head] != node[claim.document, claim.tail]
