"""Words: spaCy's ``zh`` with the pkuseg segmenter and a small model of the project's own, and what kg adds to spaCy.

Importing this module registers two spaCy components (as does the entry point, where the package is installed):

``kg_mentions``    names of institutions and what they do together, as ``doc.spans["mentions"]``
``kg_user_words``  words of your own (``config={"words": [...]}``), which win over the segmenter

The extraction does not need words: it matches on characters. They are for those who work with spaCy.
"""

from __future__ import annotations

import threading
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span

from kg.errors import KgError

if TYPE_CHECKING:
    from kg.lexicon import Lexicon
    from kg.mentions import Mention

MODEL = Path(__file__).parent / "models" / "segmenter"
MODEL_FILES = ("features.msgpack", "weights.npz")
DOWNLOADED = ("spacy_ontonotes",)
_PKUSEG = {"nlp": {"tokenizer": {"@tokenizers": "spacy.zh.ChineseTokenizer", "segmenter": "pkuseg"}}}
_loading = threading.Lock()


def load_pipeline(model: str | None = None, user_words: Iterable[str] = ()) -> Language:
    """A blank ``zh`` pipeline that segments with a pkuseg model.

    ``model`` is a folder with ``features.msgpack`` and ``weights.npz``, or ``spacy_ontonotes`` (which pkuseg downloads
    once); the project's own where none is given. A model is read once; the pipeline is yours to add to. ``user_words``
    are never cut, the longest first. Raises KgError where the model cannot be read.
    """
    nlp = spacy.blank("zh", config=_PKUSEG)
    tokenizer: Any = nlp.tokenizer
    tokenizer.pkuseg_seg = _segmenter(model or str(MODEL))
    listed = sorted(set(user_words))
    if listed:
        nlp.add_pipe("kg_user_words", config={"words": listed})
    return nlp


def words(text: str, nlp: Language | None = None) -> list[tuple[int, int]]:
    """Offsets of the words of ``text``, in order; between them there is only white space."""
    doc = (nlp or _default())(text)
    return [(token.idx, token.idx + len(token)) for token in doc if not token.is_space]


@cache
def _default() -> Language:
    return load_pipeline()


@cache
def _segmenter(model: str) -> Any:
    if model not in DOWNLOADED:
        for name in MODEL_FILES:
            if not Path(model, name).is_file():
                raise KgError(f"{model}: no segmentation model there ({name} is missing)")
    import spacy_pkuseg
    from spacy_pkuseg.config import config

    # pkuseg tells its parts what to load by a global, which must not change under another thread's load
    with _loading:
        before = config.modelDir
        try:
            segmenter = spacy_pkuseg.pkuseg(model, user_dict=[])
            # its own list of words mends as much as it spoils, and would be saved with every pipeline
            segmenter.postprocesser = spacy_pkuseg.Postprocesser(None, [])
            segmenter.postprocesser.do_process = False
        except Exception as error:
            raise KgError(f"{model}: segmentation model cannot be read: {error}") from error
        finally:
            config.modelDir = before
    return segmenter


@Language.factory("kg_user_words", default_config={"words": []}, retokenizes=True)
def make_user_words(nlp: Language, name: str, words: list[str]) -> Callable[[Doc], Doc]:
    """spaCy component that makes one token of each of ``words``, the longest match from the left.

    It stands in for pkuseg's user dictionary, which yields words that are in nobody's dictionary where one entry
    begins another: with 中国科学院 and 中国科学院上海药物研究所 it makes 中国科学院上海 of 中国科学院上海分院.
    """
    known = frozenset(words)
    longest = max(map(len, known), default=0)

    def join(doc: Doc) -> Doc:
        spans = list(_longest_matches(doc.text, known, longest))
        _cut(doc, {offset for span in spans for offset in span})
        with doc.retokenize() as retokenizer:
            for start, end in spans:
                retokenizer.merge(_span(doc, start, end))
        return doc

    return join


def _longest_matches(text: str, known: frozenset[str], longest: int) -> Iterator[tuple[int, int]]:
    start = 0
    while start < len(text):
        ends = range(min(len(text), start + longest), start, -1)
        end = next((end for end in ends if text[start:end] in known), None)
        if end:
            yield start, end
        start = end or start + 1


def _cut(doc: Doc, offsets: Iterable[int]) -> None:
    """Split tokens, so that each of the offsets lies between two."""
    starts_of_tokens = [token.idx for token in doc]
    inside: dict[int, list[int]] = {}
    for offset in sorted(offsets):
        token = doc[bisect_right(starts_of_tokens, offset) - 1]
        if token.idx < offset < token.idx + len(token):
            inside.setdefault(token.i, [0]).append(offset - token.idx)
    with doc.retokenize() as retokenizer:
        for position, starts in inside.items():
            token = doc[position]
            pieces = [token.text[a:b] for a, b in zip(starts, [*starts[1:], len(token)], strict=True)]
            retokenizer.split(token, pieces, heads=[(token, number) for number in range(len(pieces))])


@Language.factory("kg_mentions", retokenizes=True)
def make_mentions(nlp: Language, name: str) -> Callable[[Doc], Doc]:
    """spaCy component that puts the mentions of a text into ``doc.spans["mentions"]``, labelled by their types.

    Tokens that straddle the end of a mention are split there.
    """
    return _mark_mentions


def _mark_mentions(doc: Doc) -> Doc:
    mentions = _find(doc.text)
    _cut(doc, {offset for mention in mentions for offset in (mention.start, mention.end)})
    doc.spans["mentions"] = [_span(doc, m.start, m.end, m.type) for m in mentions]
    return doc


def _span(doc: Doc, start: int, end: int, label: str = "") -> Span:
    span = doc.char_span(start, end, label=label, alignment_mode="expand")
    assert span is not None, (start, end)
    return span


def _find(text: str) -> list[Mention]:
    from kg.mentions import find_mentions

    return find_mentions(text, _lexicon())


@cache
def _lexicon() -> Lexicon:
    from kg.lexicon import Lexicon

    return Lexicon()
