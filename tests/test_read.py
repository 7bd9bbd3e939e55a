"""Files and folders to texts."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from kg.errors import KgError
from kg.read import Problem, decode, find_files, locate, read_file
from kg.types import Source

TEXT = "青河县人民医院与市中心医院签署医联体合作协议，双方将共建胸痛中心。"
TRADITIONAL = "兩家醫院簽署合作協議，將在醫療、教學等領域開展合作。"


def write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def jsonl(path: Path, *records: object) -> Path:
    return write(path, "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "gb18030", "gbk", "gb2312"])
def test_simplified_text_is_read_in_its_encoding(encoding: str) -> None:
    """A byte order mark is not part of the text; GBK needs none to be known."""
    assert decode(TEXT.encode(encoding)) == TEXT


def test_traditional_text_in_big5() -> None:
    assert decode(TRADITIONAL.encode("big5")) == TRADITIONAL


def test_short_gbk_names_are_not_taken_for_another_script() -> None:
    assert decode("协和医院".encode("gbk")) == "协和医院"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "empty file"),
        (b" \n\n", "empty file"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "binary file"),
        (b"PK\x03\x04\x14\x00\x06\x00\x08\x00", "binary file"),
        (b"\xff\xfe\x00", "byte order mark"),
        (TEXT.encode()[:20] + b"\xff" + TEXT.encode()[21:], "unknown encoding"),
    ],
)
def test_what_is_no_text_gives_one_line(tmp_path: Path, data: bytes, message: str) -> None:
    path = write(tmp_path / "a.txt", data)
    with pytest.raises(KgError, match=message) as caught:
        list(read_file(path, "a.txt"))
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_newlines_stay_as_they_are(tmp_path: Path) -> None:
    """Offsets count the file's own characters."""
    (source,) = read_file(write(tmp_path / "a.md", "第一行\r\n第二行\r\n"), "a.md")
    assert isinstance(source, Source)
    assert source.text == "第一行\r\n第二行\r\n"


def test_ids_inside_a_folder_are_relative_paths(tmp_path: Path) -> None:
    for name in ("b.txt", "2024/a.md", "2024/.hidden.txt", ".git/x.txt", "c.pdf", "d.jsonl"):
        write(tmp_path / name, TEXT)
    assert [name for name, _ in locate([tmp_path])] == ["2024/a.md", "b.txt", "d.jsonl"]
    assert find_files([tmp_path]) == [tmp_path / "2024/a.md", tmp_path / "b.txt", tmp_path / "d.jsonl"]


def test_a_file_given_directly_is_called_by_its_name(tmp_path: Path) -> None:
    path = write(tmp_path / "x" / "a.txt", TEXT)
    assert locate([path, path]) == [("a.txt", path)]


def test_files_of_one_name_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    paths = [write(tmp_path / folder / "news" / "a.txt", TEXT) for folder in ("p", "q")]
    assert [name for name, _ in locate(paths)] == ["p/news/a.txt", "q/news/a.txt"]
    assert [name for name, _ in locate([tmp_path / "p", tmp_path / "q"])] == ["p/news/a.txt", "q/news/a.txt"]


def test_links_out_of_the_folder_are_passed_over(tmp_path: Path) -> None:
    outside = write(tmp_path / "out.txt", TEXT)
    inside = write(tmp_path / "in" / "a.txt", TEXT)
    (tmp_path / "in" / "link.txt").symlink_to(outside)
    assert find_files([tmp_path / "in"]) == [inside]


@pytest.mark.parametrize("name", ["a.pdf", "nothing.txt"])
def test_a_path_that_cannot_be_read_is_an_error(tmp_path: Path, name: str) -> None:
    write(tmp_path / "a.pdf", b"%PDF-1.7")
    with pytest.raises(KgError, match=name):
        locate([tmp_path / name])


def test_records_of_a_jsonl_file(tmp_path: Path) -> None:
    path = jsonl(
        tmp_path / "n.jsonl",
        {"id": "x1", "text": TEXT, "title": " 签约 ", "published": "2024-03-05 10:00"},
        {"content": TEXT, "date": "2024年3月"},
        {"body": TEXT, "pubdate": 20240305},
    )
    first, second, third = (record for record in read_file(path, "n.jsonl") if isinstance(record, Source))
    assert (first.id, first.title, first.published) == ("n.jsonl#x1", "签约", "2024-03-05")
    assert (second.id, second.title, second.published) == ("n.jsonl#2", None, "2024-03")
    assert (third.id, third.published) == ("n.jsonl#3", "2024-03-05")
    assert len({first.sha256, second.sha256, third.sha256}) == 3


def test_a_bad_record_is_reported_and_the_rest_read(tmp_path: Path) -> None:
    lines = ["{", "[]", '{"id": 1}', '{"text": "\\ud800"}', "", json.dumps({"id": "ok", "text": TEXT})]
    path = write(tmp_path / "n.jsonl", "\n".join([*lines, lines[-1]]))
    results = list(read_file(path, "n.jsonl"))
    problems = [result for result in results if isinstance(result, Problem)]
    assert [problem.where for problem in problems] == [f"{path}:{number}" for number in (1, 2, 3, 4, 7)]
    assert "line 6" in problems[-1].message
    assert [result.id for result in results if isinstance(result, Source)] == ["n.jsonl#ok"]


def test_a_date_that_is_none_is_reported_and_left_out(tmp_path: Path) -> None:
    path = jsonl(tmp_path / "n.jsonl", {"text": TEXT, "published": "2024-13-01"})
    problem, source = read_file(path, "n.jsonl")
    assert isinstance(problem, Problem) and "2024-13-01" in str(problem)
    assert isinstance(source, Source) and source.published is None


def test_compressed_records(tmp_path: Path) -> None:
    path = write(tmp_path / "n.jsonl.gz", gzip.compress(json.dumps({"text": TEXT}).encode()))
    (source,) = read_file(path, "n.jsonl.gz")
    assert isinstance(source, Source) and source.text == TEXT


@pytest.mark.parametrize("data", [b"", b"no gzip", gzip.compress(b'{"text": "x"}' * 99)[:-12]])
def test_a_damaged_archive_is_an_error(tmp_path: Path, data: bytes) -> None:
    path = write(tmp_path / "n.jsonl.gz", data)
    with pytest.raises(KgError, match=r"n\.jsonl\.gz: "):
        list(read_file(path, "n.jsonl.gz"))
