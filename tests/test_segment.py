"""Words: the shipped model, user words, the spaCy components, and that training is reproducible."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pytest
import spacy
from spacy.language import Language

from kg import segment
from kg.errors import KgError
from kg.segment import MODEL, load_pipeline, words
from kg.training.segmenter import train_segmenter as training

SENTENCES = [
    "近日 ， 国家 卫生 健康 委员会 发布 通知 。",
    "两 家 医院 签署 了 战略 合作 框架 协议 。",
    "北京市 丰台区 卫生 健康 委员会 与 北京 天坛 医院 签署 合作 协议 。",
    "市 教育局 与 江南 大学 共建 实习 基地 。",
    "浙江 大学 医学院 附属 第二 医院 加入 了 专科 联盟 。",
    "2024年 5月 20日 ， 双方 举行 签约 仪式 。",
    "双方 将 在 人才 培养 、 学科 建设 等 方面 开展 合作 。",
    "中国 科学院 与 四川 大学 联合 成立 研究院 。",
    "会议 由 副院长 王建国 主持 。",
    "他们 没有 签署 任何 协议 。",
    "广西 壮族 自治区 人民 医院 对口 支援 县 医院 。",
    "孩子们 在 公园 里 唱歌 。",
]
ODD_TEXTS = ["", " ", "\n", "a", "。", "签约 仪式\n\n在北京举行 ", "１２　全", "😀医院𠮷", "AI+5G"]
PREFIXED = ["中国科学院", "中国科学院上海药物研究所"]


def joined(sentence: str) -> str:
    return sentence.replace(" ", "")


def cut(text: str, nlp: Language | None = None) -> list[str]:
    return [text[start:end] for start, end in words(text, nlp)]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_plain_sentences_are_cut_by_the_standard(sentence: str) -> None:
    """These hold to the word; the training text was not made from them."""
    assert cut(joined(sentence)) == sentence.split()


@pytest.mark.parametrize("text", ODD_TEXTS)
def test_words_cover_all_but_white_space(text: str) -> None:
    spans = words(text)
    covered = {offset for start, end in spans for offset in range(start, end)}
    assert all(text[offset].isspace() for offset in range(len(text)) if offset not in covered)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))


def test_pipelines_are_apart() -> None:
    """What one user adds to a pipeline is not in another's."""
    load_pipeline().add_pipe("kg_user_words", config={"words": ["合作"]})
    assert load_pipeline().pipe_names == []


def test_a_folder_without_a_model_is_told() -> None:
    with pytest.raises(KgError, match=r"features\.msgpack is missing"):
        load_pipeline("no/such/folder")


def test_a_broken_model_is_told(tmp_path: Path) -> None:
    for name in segment.MODEL_FILES:
        (tmp_path / name).write_bytes(b"\xc1")
    with pytest.raises(KgError, match="cannot be read"):
        load_pipeline(str(tmp_path))


def test_user_words_that_begin_one_another() -> None:
    """pkuseg's own user dictionary makes 中国科学院上海 of this, a word in nobody's dictionary."""
    nlp = load_pipeline(user_words=PREFIXED)
    assert cut("中国科学院上海分院", nlp)[0] == "中国科学院"
    assert "中国科学院上海药物研究所" in cut("他在中国科学院上海药物研究所工作", nlp)


def test_pkuseg_still_has_the_fault_that_user_words_avoid() -> None:
    """When this fails, pkuseg is mended, and its user dictionary could be used."""
    from spacy_pkuseg import Preprocesser

    assert Preprocesser(PREFIXED).solve("中国科学院上海分院")[0][0] == "中国科学院上海"


def test_user_words_cut_and_join_tokens() -> None:
    nlp = load_pipeline(user_words=["合作医", "院签署了"])
    assert cut("合作医院签署了协议", nlp)[:2] == ["合作医", "院签署了"]


def test_user_words_over_spaces() -> None:
    nlp = load_pipeline(user_words=["院 签"])
    assert cut("医院 签约 仪式", nlp)[:2] == ["医", "院 签"]


def test_saved_pipelines_cut_the_same(tmp_path: Path) -> None:
    nlp = load_pipeline(user_words=PREFIXED)
    nlp.to_disk(tmp_path)
    again = spacy.load(tmp_path)
    texts = [*map(joined, SENTENCES), "中国科学院上海分院"]
    assert [cut(text, again) for text in texts] == [cut(text, nlp) for text in texts]


def test_two_processes_cut_the_same() -> None:
    nlp = load_pipeline(user_words=PREFIXED)
    texts = [joined(sentence) for sentence in SENTENCES]
    docs = nlp.pipe(texts, n_process=2, batch_size=3)
    assert [[token.text for token in doc] for doc in docs] == [cut(text, nlp) for text in texts]


def test_mentions_become_spans_whatever_the_tokens(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mention whose ends are inside tokens is kept to the character."""
    found = [SimpleNamespace(start=1, end=4, type="party"), SimpleNamespace(start=6, end=8, type="event")]
    monkeypatch.setattr(segment, "_find", lambda text: found)
    nlp = load_pipeline()
    nlp.add_pipe("kg_mentions")
    doc = nlp("卫生健康委员会的协议")
    spans = doc.spans["mentions"]
    assert [(span.text, span.label_) for span in spans] == [("生健康", "party"), ("会的", "event")]


@pytest.fixture(scope="module")
def tiny_models(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The same small training, twice."""
    learn = training.Generator(training.HERE / "templates.yml", 1).sentences(40)
    folders = [tmp_path_factory.mktemp("tiny") for _ in range(2)]
    for folder in folders:
        training.train(learn, learn[:4], folder, iterations=2)
    return folders


@pytest.mark.parametrize("name", segment.MODEL_FILES)
def test_training_gives_the_same_bytes(tiny_models: list[Path], name: str) -> None:
    first, second = ((folder / name).read_bytes() for folder in tiny_models)
    assert first == second


def test_two_models_in_one_process(tiny_models: list[Path]) -> None:
    """pkuseg keeps the folder of its model in a global; loading one must not touch another."""
    text = joined(SENTENCES[2])
    before = cut(text, load_pipeline())
    tiny = cut(text, load_pipeline(str(tiny_models[0])))
    assert cut(text, load_pipeline()) == before
    assert cut(text, load_pipeline(str(tiny_models[0]))) == tiny
    assert tiny != before


def test_hand_written_text_is_clean() -> None:
    """One space between words, none at the ends, no sentence twice."""
    lines = training.read_segmented(training.HERE / "segmented.txt")
    assert all(line == " ".join(line.split()) for line in lines)
    assert len(lines) == len(set(lines))


def test_shipped_model_is_small() -> None:
    assert sum((MODEL / name).stat().st_size for name in segment.MODEL_FILES) < 4_000_000
