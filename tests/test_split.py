"""Pages cut to articles and sentences."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.mend import mend
from kg.split import split
from kg.types import Article

SEEDS = Path(__file__).parents[2] / "shared" / "seeds"

REPORT = "青河县人民医院与省儿童医院签约，双方将在人才培养、远程会诊等方面开展为期三年的合作，首批专家已经到岗。"


def articles(page: str, *, title: str | None = None, published: str | None = None) -> list[Article]:
    return split(mend(page), title=title, published=published)


def sentences(page: str) -> list[str]:
    text = mend(page).text
    return [text[s.start : s.end] for article in articles(page) for s in article.sentences]


def headings(page: str) -> list[str]:
    text = mend(page).text
    return [text[s.start : s.end] for article in articles(page) for s in article.sentences if s.heading]


def test_reports_of_a_newspaper_page() -> None:
    page = f"""2024年3月5日 星期二 第2版

### 深化协作
# 两家医院签约
本报讯 {REPORT}

# 春耕开始了
本报讯（记者 周兰）{REPORT}
"""
    first, second = articles(page)
    assert (first.title, second.title) == ("两家医院签约", "春耕开始了")
    assert (first.dateline, second.dateline) == ("2024-03-05", "2024-03-05")
    assert headings(page) == ["深化协作", "两家医院签约", "春耕开始了"]


def test_kicker_and_heading_make_the_title() -> None:
    (article,) = articles(f"同饮一江水 共签两份约\n五家医院联手守护健康\n本报讯 {REPORT}")
    assert article.title == "同饮一江水 共签两份约 五家医院联手守护健康"


def test_dates_after_the_items_of_a_digest() -> None:
    page = f"-\n【青河招商】医院签约\n{REPORT}\n2025-07-18\n-\n两县协作启动\n{REPORT}\n2025-07-16\n联系我们"
    first, second = articles(page)
    assert (first.title, first.dateline) == ("【青河招商】医院签约", "2025-07-18")
    assert (second.title, second.dateline) == ("两县协作启动", "2025-07-16")


def test_dates_above_the_items_of_a_digest() -> None:
    page = f"医院签约\n2025-07-18\n{REPORT}\n两县协作\n2025-07-16\n{REPORT}"
    assert [(a.title, a.dateline) for a in articles(page)] == [("医院签约", "2025-07-18"), ("两县协作", "2025-07-16")]


def test_short_headings_start_the_items_of_a_bulletin() -> None:
    page = (
        "国内联播快讯\n（《新闻联播》 20250805 19:00）\n央视网消息（新闻联播）：\n"
        f"青河县推出医疗新举措\n{REPORT}\n柳林县秋粮收购全面展开\n{REPORT}"
    )
    first, second = articles(page)
    assert (first.title, second.title) == ("青河县推出医疗新举措", "柳林县秋粮收购全面展开")
    assert first.dateline == second.dateline == "2025-08-05"


def test_sections_stay_in_their_article() -> None:
    page = f"2025-02-25 14:24\n{REPORT}\n七家医院完成疏解\n{REPORT}\n医联体覆盖全市\n{REPORT}\n"
    page += f"■相关\n数据多跑路\n{REPORT}"
    first, second = articles(page)
    assert second.title == "数据多跑路"
    assert headings(page)[:2] == ["七家医院完成疏解", "医联体覆盖全市"]
    assert first.dateline == second.dateline == "2025-02-25"


def test_a_credit_in_brackets_ends_an_article() -> None:
    page = f"医疗改革建言\n{REPORT}\n（民盟青河县委）\n春到云山\n{REPORT}"
    assert [article.title for article in articles(page)] == ["医疗改革建言", "春到云山"]


def test_a_headline_below_its_article() -> None:
    page = f"□ 本报记者 周 兰\n{REPORT}\n守护居民健康\n——青河县采访侧记\n健康素养逐年提升\n本报讯 {REPORT}"
    assert [article.title for article in articles(page)] == ["守护居民健康 ——青河县采访侧记", "健康素养逐年提升"]


def test_given_title_and_date_win() -> None:
    (article,) = articles(f"旧标题\n2024-01-01\n{REPORT}", title="签约", published="2025-06")
    assert (article.title, article.dateline) == ("签约", "2025-06")


@pytest.mark.parametrize("page", ["", " \n\n", "\u200b"])
def test_a_blank_page_has_no_articles(page: str) -> None:
    assert articles(page) == []


@pytest.mark.parametrize(
    ("line", "cut"),
    [
        ("两院签约。双方会谈！好吗？", ["两院签约。", "双方会谈！", "好吗？"]),
        ("“能治吗？”老人问。", ["“能治吗？”", "老人问。"]),
        ("“合作不是终点。”院长说。", ["“合作不是终点。”", "院长说。"]),
        ("“怎么办？”的问题解决了。", ["“怎么办？”的问题解决了。"]),
        ("影片《你好，春天！》和《山河》上映。", ["影片《你好，春天！》和《山河》上映。"]),
        ("一是签约；二是揭牌。", ["一是签约；二是揭牌。"]),
        ("他说了很多……大家都记住了。", ["他说了很多……", "大家都记住了。"]),
        ("详见http://a.cn/?id=1页面。", ["详见http://a.cn/?id=1页面。"]),
        ("增长3.5%。共1.2亿元。", ["增长3.5%。", "共1.2亿元。"]),
    ],
)
def test_sentences_end_at_final_marks(line: str, cut: list[str]) -> None:
    assert sentences(line) == cut


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(["标题一行", "本报讯 两院签约。", "2024-03-05", "（周兰）", "正文，", "。”", " "])))
def test_articles_hold_all_of_the_text(parts: list[str]) -> None:
    """In order, without overlaps, and every character that is no space lies in a sentence."""
    page = mend("\n".join(parts))
    found = split(page, title=None, published=None)
    assert all(a.end <= b.start for a, b in pairwise(found))
    spans = [(s.start, s.end) for article in found for s in article.sentences]
    assert all(low < high for low, high in spans)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    covered = {at for a, b in spans for at in range(a, b)}
    assert all(char.isspace() or at in covered for at, char in enumerate(page.text))
    assert all(page.text[a:b] == page.text[a:b].strip() for a, b in spans)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_cut(text: str) -> None:
    split(mend(text), title=None, published=None)


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the seed pages are not part of the repository")
@pytest.mark.parametrize(("page", "count"), [("000", 6), ("001", 1), ("002", 10), ("003", 2), ("004", 4)])
def test_articles_of_the_seed_pages(page: str, count: int) -> None:
    (path,) = SEEDS.glob(f"{page}*.txt")
    assert len(articles(path.read_text(encoding="utf-8"))) == count


def test_lines_of_a_notice_that_name_parties_are_text() -> None:
    page = f"大赛通知\n{REPORT}\n主办单位：青河县卫生健康局、青河县总工会\n协办单位：青河县人民医院"
    assert headings(page) == ["大赛通知"]
