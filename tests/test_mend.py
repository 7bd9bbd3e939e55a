"""Broken layout repaired, offsets kept."""

from __future__ import annotations

import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.mend import mend

SEEDS = Path(__file__).parents[2] / "shared" / "seeds"

WRAPPED = """\
三家医院结成胸痛联盟

本报讯 3月5日，青河县人民医院、柳林县中
医院和市第二医院在市中心医院签约，结
成胸痛联盟。市卫生健康委员会副主任到
场祝贺。

根据协议，三家医院接诊胸痛病人后，十分
钟内把心电图传到市中心医院，由值班医

生给出处置意见。
"""

DOUBLESPACED = """\
近年来，青河县围绕群众看病难题，深化

医疗改革，县人民医院与省肿瘤医院、省

儿童医院结成医联体，专家每周下乡坐诊。

做法一：资源下沉，专家
坐进乡镇卫生院

今年以来，省肿瘤医院先后派出十二名专

家到县里坐诊，接诊病人三千余人次，带

教本地医生二十多名。
"""


def mended(text: str) -> list[str]:
    return mend(text).text.split("\n")


def test_lines_cut_inside_words_are_joined_and_headings_are_not() -> None:
    assert mended(WRAPPED) == [
        "三家医院结成胸痛联盟",
        "本报讯 3月5日，青河县人民医院、柳林县中医院和市第二医院在市中心医院签约，结成胸痛联盟。"
        "市卫生健康委员会副主任到场祝贺。",
        "根据协议，三家医院接诊胸痛病人后，十分钟内把心电图传到市中心医院，由值班医生给出处置意见。",
    ]


def test_blank_lines_between_all_lines() -> None:
    """A heading there is what is set close; it may take two lines."""
    lines = mended(DOUBLESPACED)
    assert lines[1] == "做法一：资源下沉，专家坐进乡镇卫生院"
    assert lines[0].startswith("近年来，") and lines[0].endswith("坐诊。")
    assert lines[2].startswith("今年以来，省肿瘤医院先后派出十二名专家到县里")
    assert len(lines) == 3


def test_a_long_line_broken_by_a_blank_one() -> None:
    head = "会谈结束以后，青河县与柳林县的代表走访了医院、学校和社区，又在县图书馆签下护士培训协议书、远程会诊合作备忘"
    assert mended(f"{head}\n\n录、血液调配框架协议。") == [f"{head}录、血液调配框架协议。"]


def test_paragraphs_on_lines_of_their_own_keep_their_headings() -> None:
    page = "四家剧院搬进新楼\n今年，四家区属剧院先后搬进新楼，座位比从前多出两千多个，散场以后街上也不再拥堵。\n"
    page += "图书借还不出县\n三县合用一张借书证，八个馆的书通借通还，读者在村口的书屋就能还书，预约新书也方便。"
    assert [len(line) < 9 for line in mended(page)] == [True, False, True, False]


@pytest.mark.parametrize(
    ("line", "whole"),
    [
        ("办实事办实事 解民忧解民忧", "办实事 解民忧"),
        ("海南海南：：专家下乡义诊专家下乡义诊", "海南：专家下乡义诊"),
        ("青河医院门诊楼青河医院门诊楼。。", "青河医院门诊楼。"),
        ("青河医院门诊楼青河医院门诊楼。", "青河医院门诊楼。"),
        ("天天向上", "天天向上"),
        ("谢谢谢谢", "谢谢谢谢"),
    ],
)
def test_captions_printed_twice(line: str, whole: str) -> None:
    assert mend(line).text == whole


def test_a_doubled_caption_on_two_lines() -> None:
    page = "志愿者指导居民志愿者指导居民\n学习急救知识学习急救知识。。"
    assert mend(page).text == "志愿者指导居民学习急救知识。"


def test_a_caption_inside_a_sentence_is_left_out() -> None:
    caption = "图为签约仪式现场。 通讯员 周兰 摄"
    page = (
        "青河县人民医院与省儿童医院昨日签订对口帮\n"
        "扶协议，省儿童医院将每月派两名专家坐诊，\n"
        f"并帮助培训护\n{caption}\n士三十名。县里提供住宿。\n{caption}"
    )
    assert mended(page)[0].endswith("并帮助培训护士三十名。县里提供住宿。")
    assert mended(page)[1:] == [caption]


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("本报讯(记者 周兰)3月5日,两院签约。", "本报讯（记者 周兰）3月5日，两院签约。"),
        ("床位1,000张,价格3.5元;好吗?", "床位1,000张，价格3.5元；好吗？"),
        ("见https://a.cn/b?c=1,2", "见https://a.cn/b?c=1,2"),
        ("时间为19:00,地点:县医院", "时间为19:00，地点：县医院"),
        ("A, B (C) and D; why?", "A, B (C) and D; why?"),
        ('实施"五个一"工程。', "实施“五个一”工程。"),
        ('he said "yes" twice', 'he said "yes" twice'),
        ("２０２４年，Ａ大学（Ｂ区）", "2024年，A大学（B区）"),
        ("北\u200b京\ufeff大\u00ad学\u202e", "北京大学"),
        ("caf\u0065\u0301", "caf\u00e9"),
        ("**签约**仪式", "签约仪式"),
        ("签约&nbsp;仪式&amp;论坛", "签约 仪式&论坛"),
    ],
)
def test_characters(text: str, whole: str) -> None:
    assert mend(text).text == whole


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("医院设置了 36个科室，提供 900 张床位。", "医院设置了36个科室，提供900张床位。"),
        ("专家今天到 B超室 指导工作。", "专家今天到B超室指导工作。"),
        ("青河 县人民医院与省医院签约。", "青河县人民医院与省医院签约。"),
        ("推动医防融合 打造健康县城", "推动医防融合 打造健康县城"),
        ("共饮一江水 15家医院结网", "共饮一江水 15家医院结网"),
        ("《青河大学 柳林大学 合作协议》已签署。", "《青河大学 柳林大学 合作协议》已签署。"),
        ("参会的有青河大学 柳林大学 云山大学。", "参会的有青河大学 柳林大学 云山大学。"),
        ("关 于 印 发 通 知", "关于印发通知"),
        ("青河日报　　2024年3月5日　　第2版", "青河日报　　2024年3月5日　　第2版"),
        ("本报讯 5月20日两院签约。", "本报讯 5月20日两院签约。"),
    ],
)
def test_spaces(text: str, whole: str) -> None:
    assert mend(text).text == whole


def test_markdown_marks_go_and_headings_stand_alone() -> None:
    page = "### 深化协作\n# 两县签约\n- 第一条\n- 第二条\n---\n两县医院签约，"
    assert mended(page) == ["深化协作", "两县签约", "第一条", "第二条", "两县医院签约，"]


def test_headings_run_into_the_text_are_set_apart() -> None:
    assert mended("围墙内外结了亲本报讯 墙里是工地。") == ["围墙内外结了亲", "本报讯 墙里是工地。"]
    page = "会议在县里召开。 一、会议规模与议程 此次会议有三项议程。 二、主要成果 两院签约。"
    assert mended(page) == [
        "会议在县里召开。",
        "一、会议规模与议程",
        "此次会议有三项议程。",
        "二、主要成果",
        "两院签约。",
    ]


def test_english_lines_are_joined_by_a_space() -> None:
    page = "The hospital, together with the county,\nsigned a coopera-\ntion agreement, and\nagreed to meet again."
    assert mend(page).text == page.replace("-\n", "").replace("\n", " ")


def test_offsets_lead_back() -> None:
    result = mend(WRAPPED)
    start = result.text.index("柳林县中医院")
    low, high = result.source_span(start, start + len("柳林县中医院"))
    assert WRAPPED[low:high] == "柳林县中\n医院"


MESSY = st.text(
    alphabet=st.one_of(
        st.sampled_from(
            "医院与合作签约，。；：“”《》（）()!?,;:\"'#*-— 　\n\r\t0１ＡaZ.…■一、本报讯摄&\u0301\u200b\ufeff\U0001f600"
        ),
        st.characters(),
    ),
    max_size=120,
)


@settings(max_examples=400, deadline=None)
@given(MESSY)
def test_any_text_keeps_its_offsets(text: str) -> None:
    """Offsets never decrease and stay inside; a character that is not folded is its source's."""
    result = mend(text)
    assert len(result.origin) == len(result.text)
    assert all(low <= high for low, high in pairwise(result.origin))
    assert all(0 <= at < len(text) for at in result.origin)
    for char, at in zip(result.text, result.origin, strict=True):
        if "\u4e00" <= char <= "\u9fff":
            assert unicodedata.normalize("NFC", text[at]) == char
    assert not any(char in result.text for char in "\r\t\u200b\ufeff")


@settings(max_examples=200, deadline=None)
@given(MESSY)
def test_a_span_of_the_source_mends_to_itself(text: str) -> None:
    result = mend(text)
    for start in range(len(result.text)):
        low, high = result.source_span(start, start + 1)
        assert high == low + 1
        if result.text[start].isalpha() and result.text[start].isascii() and "&" not in text:
            assert unicodedata.normalize("NFKC", text[low:high])[0] == result.text[start]


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the seed pages are not part of the repository")
def test_seed_pages_have_no_sentence_cut_inside_a_word() -> None:
    pages = {path.name[:3]: mend(path.read_text(encoding="utf-8")).text for path in SEEDS.glob("*.txt")}
    for page, whole in [
        ("000", "合作备忘录、城市治理"),
        ("000", "\n做好服务救助 保障人员安全\n"),
        ("001", "\n办实事 解民愁\n"),
        ("001", "近30家企事业单位"),
        ("001", "工作人员指导参观者"),
        ("002", "\n二、过往工作成果获得认定\n"),
        ("003", "\n13家医院完成疏解项目建设\n"),
        ("004", "医疗服务能力水平双提升\n"),
        ("004", "社区卫生服务中心主任"),
        ("004", "\n西藏：义诊送到家门口\n"),
    ]:
        assert whole in pages[page]


def test_two_headings_of_one_width_stay_two_lines() -> None:
    page = WRAPPED.replace("三家医院结成胸痛联盟", "三家县级医院进城结成胸痛联盟来\n青河柳林两县签订三年救治协议书")
    assert mended(page)[:2] == ["三家县级医院进城结成胸痛联盟来", "青河柳林两县签订三年救治协议书"]
