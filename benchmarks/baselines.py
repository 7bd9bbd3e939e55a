"""What simpler methods find on annotated documents, scored as kg is.

    python benchmarks/baselines.py [GOLD_DIR] [--only NAME ...]

GOLD_DIR is seeds/ by default. Prints a table of precision, recall and F1 of entities, links (pairs, whatever their
relation) and triples. Every method reads the same mended text. jieba comes with `pip install -e '.[benchmarks]'`;
jiagu (`pip install jiagu`, with its models inside) is optional. A method whose package is missing is named below
the table.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, groupby, pairwise, product
from pathlib import Path

from kg.annotation import AnnotatedEntity, Annotation, Triple, annotate, load_annotation
from kg.errors import KgError
from kg.evaluate import Score, compare
from kg.identities import Registry
from kg.mend import mend
from kg.mentions import Mention
from kg.pipeline import Pipeline
from kg.read import read_file
from kg.schema import load_schema
from kg.split import split
from kg.types import Source

ROOT = Path(__file__).parent.parent

# what a party does with a thing of a type, where nothing else is looked at
BY_THING = {"instrument": "signs", "initiative": "builds", "event": "organizes", "document": "issues"}
BY_VERB = {
    **dict.fromkeys(("签", "签署", "签订", "签约", "签下"), "signs"),
    **dict.fromkeys(("合作", "携手", "结对", "协作", "联手"), "cooperates_with"),
    **dict.fromkeys(("支援", "帮扶", "援助", "捐赠", "援建", "对口支援"), "supports"),
    **dict.fromkeys(("共建", "建设", "成立", "设立", "组建", "打造", "建立"), "builds"),
    **dict.fromkeys(("加入", "接入", "参加"), "joins"),
    **dict.fromkeys(("牵头",), "leads"),
    **dict.fromkeys(("运营", "托管", "管理"), "operates"),
    **dict.fromkeys(("主办", "承办", "举办", "举行", "召开"), "organizes"),
    **dict.fromkeys(("印发", "发布", "出台", "制定"), "issues"),
    **dict.fromkeys(("访问", "考察", "走访", "调研"), "visits"),
}
BY_ENDING = {
    **dict.fromkeys(("协议", "协议书", "备忘录", "意向书", "合同"), "instrument"),
    **dict.fromkeys(("联盟", "基地", "平台", "项目", "工程", "示范区"), "initiative"),
    **dict.fromkeys(("论坛", "峰会", "大会", "研讨会", "博览会", "艺术节"), "event"),
}
JOINING = frozenset(("、", "和", "与", "同", "及", "以及"))
NAME_TAGS = frozenset(("n", "ns", "nt", "nz", "j", "vn"))
PROPER_TAGS = frozenset(("ns", "nt", "nz"))
NAMED_SHAPES = frozenset(("listed", "grammar", "quoted", "title", "led", "level"))

Reader = Callable[[Source], Annotation]


class Sheet:
    """Entities and triples of one document while a method fills them in; each triple once, none against the schema."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._entities: dict[str, AnnotatedEntity] = {}
        self._triples: dict[Triple, None] = {}

    def add(self, head: AnnotatedEntity, relation: str, tail: AnnotatedEntity) -> None:
        if head.id == tail.id or not load_schema().allows(head.type, relation, tail.type):
            return
        if load_schema().relations[relation].symmetric and tail.id < head.id:
            head, tail = tail, head
        self._entities.update({head.id: head, tail.id: tail})
        self._triples[Triple(head.id, relation, tail.id)] = None

    def annotation(self) -> Annotation:
        entities, triples = tuple(self._entities.values()), tuple(self._triples)
        return Annotation(self._source.id, self._source.id, Path(self._source.path).name, entities, triples)


def rules() -> Reader:
    """kg itself, at its default confidence."""
    pipeline = Pipeline.load()
    return lambda source: annotate(pipeline.extract(source))


def co_occurrence() -> Reader:
    """Every two names in one sentence; they are kg's own, resolved, but for anaphors, bare heads and counts."""
    pipeline = Pipeline.load()

    def read(source: Source) -> Annotation:
        sheet = Sheet(source)
        for entities in _resolved_sentences(pipeline, source):
            for one, other in combinations(entities, 2):
                _pair(sheet, one, other)
        return sheet.annotation()

    return read


def _pair(sheet: Sheet, one: AnnotatedEntity, other: AnnotatedEntity) -> None:
    if one.type in BY_THING:
        one, other = other, one
    sheet.add(one, BY_THING.get(other.type, "cooperates_with"), other)


def _resolved_sentences(pipeline: Pipeline, source: Source) -> list[list[AnnotatedEntity]]:
    """The entities of each sentence, with all the names that the document gives them."""
    registry = Registry(pipeline.lexicon, pipeline.abbreviations)
    mended = mend(source.text)
    sentences: list[list[str]] = []
    for article in split(mended, title=source.title, published=source.published):
        reads = list(pipeline.read_article(mended.text, article))
        for mention in (m for read in reads for m in read.mentions):
            registry.regions.note(mention)
        sentences += [[registry.resolve(m).id for m in r.mentions if _is_name(m, registry)] for r in reads]
    known = {id: AnnotatedEntity(id, e.type, e.names) for id, e in registry.entities.items()}
    return [[known[id] for id in dict.fromkeys(ids)] for ids in sentences]


def _is_name(mention: Mention, registry: Registry) -> bool:
    named = mention.shape in NAMED_SHAPES and mention.type in load_schema().types
    return named and not mention.counted and registry.known(mention)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a sentence: a name with its type, a verb with its relation, a joining word, or something else."""

    text: str
    type: str = ""
    relation: str = ""

    @property
    def entity(self) -> AnnotatedEntity:
        return AnnotatedEntity(self.text, self.type, (self.text,))


Cut = Callable[[str], Iterator[Piece]]


def jieba_pattern() -> Reader:
    """Runs of nouns with a proper one among them (no person's) as names, and the verb between two of them."""
    import jieba
    import jieba.posseg

    jieba.setLogLevel("ERROR")

    def cut(text: str) -> Iterator[Piece]:
        words = [(word.word, word.flag) for word in jieba.posseg.cut(text)]
        for is_run, run in groupby(words, lambda word: word[1] in NAME_TAGS and not _is_verb(*word)):
            if is_run:
                yield _noun_run(list(run))
            else:
                yield from (_word(word) for word, _ in run)

    return _verb_between(cut)


def _is_verb(word: str, flag: str) -> bool:
    return word in BY_VERB and flag != "vn"


def _noun_run(run: Sequence[tuple[str, str]]) -> Piece:
    text, flags = "".join(word for word, _ in run), {flag for _, flag in run}
    thing = _type_by_ending(text)
    if thing or flags & PROPER_TAGS:
        return Piece(text, thing or ("region" if flags == {"ns"} else "institution"))
    return Piece(text, relation=next((BY_VERB[word] for word, _ in run if word in BY_VERB), ""))


def jiagu_names() -> Reader:
    """The organisations and places that jiagu's recogniser finds, and the verb between two of them."""
    import jiagu

    def cut(text: str) -> Iterator[Piece]:
        words = jiagu.seg(text)
        spans: list[tuple[str, str]] = []
        for word, label in zip(words, jiagu.ner(words), strict=True):
            if label in ("I-ORG", "I-LOC") and spans and spans[-1][1]:
                spans[-1] = (spans[-1][0] + word, spans[-1][1])
            else:
                spans.append((word, {"B-ORG": "institution", "B-LOC": "region"}.get(label, "")))
        yield from (Piece(name, type_) if type_ else _word(name) for name, type_ in spans)

    return _verb_between(cut)


def _word(word: str) -> Piece:
    return Piece(word, _type_by_ending(word), BY_VERB.get(word, ""))


def _type_by_ending(text: str) -> str:
    return next((type_ for ending, type_ in BY_ENDING.items() if text.endswith(ending)), "")


def _verb_between(cut: Cut) -> Reader:
    """A method that cuts sentences into pieces, made one that relates the names by the verbs that stand between."""

    def read(source: Source) -> Annotation:
        sheet = Sheet(source)
        for sentence in _sentences(source):
            _relate(sheet, list(_pieces(sentence, cut)))
        return sheet.annotation()

    return read


def _sentences(source: Source) -> Iterable[str]:
    return filter(None, re.split(r"[。！？；\s]+", mend(source.text).text))


def _pieces(sentence: str, cut: Cut) -> Iterator[Piece]:
    """Pieces of a sentence; what stands in 《》 is one name."""
    for part in filter(None, re.split(r"(《[^《》]+》)", sentence)):
        if part.startswith("《"):
            yield Piece(part, _type_by_ending(part[:-1]) or "document")
        else:
            yield from cut(part)


def _relate(sheet: Sheet, pieces: Sequence[Piece]) -> None:
    """Neighbouring lists of names by the verbs between them; a list by a verb of working together behind it."""
    lists, verbs = _lists(pieces)
    for names, behind in zip(lists, verbs, strict=True):
        if "cooperates_with" in behind:
            for one, other in combinations(names, 2):
                sheet.add(one.entity, "cooperates_with", other.entity)
    for (heads, between), (tails, _) in pairwise(zip(lists, verbs, strict=True)):
        for head, tail in product(heads, tails):
            fitting = (r for r in between if load_schema().allows(head.type, r, tail.type))
            for relation in list(fitting)[:1]:
                sheet.add(head.entity, relation, tail.entity)


def _lists(pieces: Sequence[Piece]) -> tuple[list[list[Piece]], list[list[str]]]:
    """Lists of names (甲、乙和丙), and for each the relations of the verbs between it and the next."""
    lists: list[list[Piece]] = []
    verbs: list[list[str]] = []
    for before, piece in pairwise([Piece(""), *pieces]):
        if piece.type and lists and before.text in JOINING and not verbs[-1]:
            lists[-1].append(piece)
        elif piece.type:
            lists.append([piece])
            verbs.append([])
        elif piece.relation and verbs:
            verbs[-1].append(piece.relation)
    return lists, verbs


METHODS: dict[str, Callable[[], Reader]] = {
    "kg": rules,
    "co-occurrence": co_occurrence,
    "jieba-pattern": jieba_pattern,
    "jiagu-names": jiagu_names,
}


def load(gold_dir: Path) -> list[tuple[Annotation, Source]]:
    """Annotated documents with their texts. Raises KgError where there is none, or one cannot be read."""
    golds = [load_annotation(path) for path in sorted(gold_dir.glob("*.json"))]
    if not golds:
        raise KgError(f"{gold_dir}: no annotated documents (*.json) here")
    return [(gold, _source(gold_dir / gold.text_file)) for gold in golds]


def _source(path: Path) -> Source:
    return next(source for source in read_file(path, path.name) if isinstance(source, Source))


def lines(gold_dir: Path, names: Sequence[str]) -> Iterator[str]:
    """The table, then a line for each method that could not be run. Raises KgError as :func:`load` does."""
    documents = load(gold_dir)
    missing = []
    yield f"{'':14}" + "".join(f"  {name + ' P/R/F1':21}" for name in ("entities", "links", "triples"))
    for name in names:
        try:
            read = METHODS[name]()
        except ModuleNotFoundError as error:
            missing.append(f"{name}: not run, the package {error.name} is not installed")
            continue
        scores = compare((gold, read(source)) for gold, source in documents)
        yield f"{name:14}" + "".join(map(_figures, (scores.entities, scores.links, scores.triples)))
    yield from missing


def _figures(score: Score) -> str:
    return f"  {score.precision:.3f} {score.recall:.3f} {score.f1:.3f}    "


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="?", type=Path, default=ROOT / "seeds", metavar="GOLD_DIR")
    parser.add_argument("--only", nargs="+", choices=METHODS, default=list(METHODS), metavar="NAME")
    arguments = parser.parse_args()
    try:
        for line in lines(arguments.gold, arguments.only):
            print(line.rstrip(), flush=True)
    except KgError as error:
        parser.exit(1, f"{error}\n")


if __name__ == "__main__":
    main()
