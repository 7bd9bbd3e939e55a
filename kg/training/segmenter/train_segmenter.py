"""Train the word segmenter that the package ships: ``python -m kg.training.segmenter.train_segmenter``.

It learns from two sources that lie beside this file and belong to the project: ``segmented.txt``, sentences written
by hand with a space between words, and ``templates.yml``, frames and slots that vary them. Every tenth hand-written
sentence is held out: no model ever sees it, and the score that is printed is of those alone.

The same input gives the same bytes: one process, one seed, weights rounded to the last digit that matters, features
that have no weight left out, and archives without a clock.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import random
import re
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import ascii_letters
from typing import Any

import yaml

HERE = Path(__file__).parent
MODEL = HERE.parent.parent / "models" / "segmenter"
SEED = 20240607
GENERATED = 3600
ITERATIONS = 10
WRITTEN_WEIGHT = 2
HOLD_OUT = 10
DECIMALS = 3
SMALLEST_WEIGHT = 0.05

_SLOT = re.compile(r"\{(\w+)\}")
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈"
    "钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向汤"
)
_COMPOUND_SURNAMES = ("欧阳", "司马", "上官", "诸葛", "司徒", "令狐")
_GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰春梅建国志文红斌海燕晓峰鹏飞宇浩然子涵雨轩思嘉欣怡"
    "佳琪梓睿博俊豪天翔永康德福荣贵成林森立新东南安宁远航振兴宏达光辉世昌月琴凤莲淑珍慧颖雪松柏清泉云山"
)
_FOREIGN = (
    "约翰·史密斯", "让·皮埃尔", "玛丽亚·桑托斯", "安德烈·伊万诺夫", "穆罕默德·阿里", "山本一郎", "金在勋", "汉斯·穆勒",
    "买买提·吐尔逊", "扎西多吉", "格桑央金", "阿依古丽", "巴图", "罗伯特·布朗", "艾米丽·陈", "卡洛斯",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Score:
    """How well words were found: precision, recall and F1 of word spans, between 0 and 1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


class Generator:
    """Segmented sentences without end, drawn from the frames of a template file."""

    def __init__(self, templates: Path, seed: int) -> None:
        data = yaml.safe_load(templates.read_text(encoding="utf-8"))
        self._slots: dict[str, list[str]] = {name: text.split("|") for name, text in data["slots"].items()}
        self._frames: list[str] = data["frames"]
        self._random = random.Random(seed)

    def sentences(self, count: int) -> list[str]:
        """``count`` sentences; every frame is used equally often."""
        return [self._fill(self._frames[number % len(self._frames)]) for number in range(count)]

    def _fill(self, text: str) -> str:
        return _SLOT.sub(lambda match: self._fill(self._value(match[1])), text)

    def _value(self, slot: str) -> str:
        if slot == "digits":
            return str(self._random.choice((self._random.randint(1, 31), self._random.randint(1, 999))))
        if slot == "person":
            return self._person()
        if slot == "letters":
            return "".join(self._random.choices(ascii_letters, k=self._random.randint(1, 9)))
        return self._random.choice(self._slots[slot]).strip()

    def _person(self) -> str:
        draw = self._random.random()
        if draw < 0.04:
            return self._random.choice(_FOREIGN)
        surname = self._random.choice(_COMPOUND_SURNAMES if draw < 0.07 else _SURNAMES)
        return surname + "".join(self._random.choices(_GIVEN, k=1 if draw > 0.75 else 2))


def read_segmented(path: Path) -> list[str]:
    """The sentences of a file, one a line, words apart by one space; lines that begin with # are comments."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def hold_out(sentences: Sequence[str]) -> tuple[list[str], list[str]]:
    """Sentences to learn from, and every tenth one, to be scored on."""
    learn = [line for number, line in enumerate(sentences) if number % HOLD_OUT]
    return learn, list(sentences[::HOLD_OUT])


def train(learn: Sequence[str], test: Sequence[str], out: Path, iterations: int) -> None:
    """Train on segmented sentences and write ``features.msgpack`` and ``weights.npz`` to the folder ``out``."""
    import spacy_pkuseg

    with tempfile.TemporaryDirectory() as scratch:
        files = [Path(scratch, name) for name in ("learn.utf8", "test.utf8")]
        for file, lines in zip(files, (learn, test), strict=True):
            file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        raw = Path(scratch, "model")
        random.seed(SEED)  # pkuseg shuffles its examples with the global generator
        with contextlib.redirect_stdout(io.StringIO()):
            spacy_pkuseg.train(str(files[0]), str(files[1]), str(raw), train_iter=iterations)
        _shrink(raw, out)


def _shrink(raw: Path, out: Path) -> None:
    """Leave out the features that hardly weigh, and what only training reads; write the rest reproducibly."""
    import numpy as np
    import srsly  # type: ignore[import-untyped]

    data = srsly.read_msgpack(raw / "features.msgpack")
    with np.load(raw / "weights.npz") as archive:
        tags, features = (int(size) for size in archive["sizes"])
        weights = archive["w"].round(DECIMALS)
    nodes, edges = weights[: tags * features].reshape(features, tags), weights[tags * features :]
    index: dict[str, int] = data["feature_to_idx"]
    ordered = sorted(index, key=lambda feature: index[feature])
    # the decoder takes feature 0 for the bias, so that one stays where it is
    kept = [i for i in range(features) if i == 0 or np.abs(nodes[i]).max() >= SMALLEST_WEIGHT]
    names = [ordered[i] for i in kept]
    out.mkdir(parents=True, exist_ok=True)
    data["feature_to_idx"] = {name: position for position, name in enumerate(names)}
    data["unigram"] = sorted(_lookup_words(names) & set(data["unigram"]))
    data["bigram"] = []
    srsly.write_msgpack(out / "features.msgpack", data)
    arrays = {"sizes": np.array([tags, len(kept)]), "w": np.concatenate([nodes[kept].ravel(), edges])}
    _write_npz(out / "weights.npz", arrays)


def _lookup_words(features: Sequence[str]) -> set[str]:
    """The words that the features are about (``w1.合作``, ``ww.l.签署*合作``)."""
    words: set[str] = set()
    for feature in features:
        kind, _, rest = feature.partition(".")
        if kind.startswith("w"):
            words.update(rest.removeprefix("l.").removeprefix("r.").split("*"))
            words.add(rest)
    return words


def _write_npz(path: Path, arrays: dict[str, Any]) -> None:
    """As ``numpy.savez``, with one date for all: stored, for deflating differs between builds of zlib."""
    import numpy as np

    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, array in arrays.items():
            buffer = io.BytesIO()
            np.lib.format.write_array(buffer, array, allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0)), buffer.getvalue())


def score(model: Path, sentences: Sequence[str]) -> Score:
    """Segment the sentences with a model, and compare with the words that they are given in."""
    from kg.segment import load_pipeline, words

    nlp = load_pipeline(str(model))
    right = found = given = 0
    for sentence in sentences:
        gold = set(_spans(sentence.split()))
        guess = set(words(sentence.replace(" ", ""), nlp))
        right, found, given = right + len(gold & guess), found + len(guess), given + len(gold)
    return Score(right / found, right / given)


def _spans(tokens: Sequence[str]) -> Iterator[tuple[int, int]]:
    start = 0
    for token in tokens:
        yield start, start + len(token)
        start += len(token)


def main() -> None:
    """Train, write the model, print its score."""
    parser = argparse.ArgumentParser(description="Train the word segmenter of kg.")
    parser.add_argument("-o", "--out", type=Path, default=MODEL, help="folder for the model")
    parser.add_argument("--generated", type=int, default=GENERATED, help="sentences from templates")
    parser.add_argument("--iterations", type=int, default=ITERATIONS)
    options = parser.parse_args()
    written, test = hold_out(read_segmented(HERE / "segmented.txt"))
    learn = written * WRITTEN_WEIGHT + Generator(HERE / "templates.yml", SEED).sentences(options.generated)
    train(learn, test, options.out, options.iterations)
    result = score(options.out, test)
    print(f"{len(learn)} sentences, {sum(len(line.split()) for line in learn)} words; {options.out}")
    print(f"held out: {len(test)} sentences, P {result.precision:.4f} R {result.recall:.4f} F1 {result.f1:.4f}")


if __name__ == "__main__":
    main()
