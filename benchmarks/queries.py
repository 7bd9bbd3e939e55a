"""Questions to a ledger of a million claims: wall time and memory of whole commands.

    python benchmarks/queries.py [CLAIMS] [FOLDER]

makes the ledger from a seeded generator (once; it stays in the folder), then runs each command five times.
"""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from time import perf_counter

from kg.ledger import Ledger
from kg.names import fold
from kg.schema import load_schema

SYLLABLES = "安白昌东富光海和华惠嘉金康兰丽明南宁平青庆瑞山盛泰天同望文西新兴阳永远云泽正中州"
KINDS = ("人民医院", "中医院", "卫生健康委员会", "大学", "科技有限公司", "疾病预防控制中心", "职业技术学院", "人民政府")
CLAIMS_PER_DOCUMENT = 12
MOST_SECONDS, MOST_MEGABYTES = 0.5, 150


def names(number: int, chance: random.Random) -> list[str]:
    """That many names, each once."""
    found: dict[str, None] = {}
    while len(found) < number:
        place = "".join(chance.choices(SYLLABLES, k=3)) + chance.choice("市县区")
        found[place + chance.choice(["第一", "第二", "东", "西", *[""] * 4]) + chance.choice(KINDS)] = None
    return list(found)


def make(path: Path, claims: int) -> None:
    """A ledger whose nodes have as unequal numbers of edges as those of real graphs."""
    chance = random.Random(7)
    relations = [name for name, row in load_schema().relations.items() if "institution" in row.tail]
    labels = names(max(claims // 10, 20), chance)
    ids = ["n" + sha256(label.encode()).hexdigest()[:12] for label in labels]
    with Ledger(path, lasting=False):
        pass
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA synchronous = OFF")
        rows = zip(ids, labels, strict=True)
        nodes = [(id, label, "institution", "", "", 1 + chance.randrange(9), "2020", "2026") for id, label in rows]
        db.executemany("INSERT INTO nodes VALUES (?, ?, ?, ?, ?, ?, ?, ?)", nodes)
        aliases = [(fold(name), name, id) for id, label in zip(ids, labels, strict=True) for name in (label, label[2:])]
        db.executemany("INSERT OR IGNORE INTO aliases VALUES (?, ?, ?)", aliases)
        _fill(db, claims, ids, labels, relations, chance)
        db.commit()


def _fill(
    db: sqlite3.Connection, claims: int, ids: list[str], labels: list[str], relations: list[str], chance: random.Random
) -> None:
    edges: dict[str, tuple[object, ...]] = {}
    behind: dict[str, list[str]] = {}
    for number in range(claims):
        head, tail = (min(int(chance.paretovariate(0.9)) - 1 + chance.randrange(400), len(ids) - 1) for _ in "12")
        if chance.random() < 0.8:
            head, tail = chance.randrange(len(ids)), chance.randrange(len(ids))
        if head == tail:
            tail = (tail + 1) % len(ids)
        relation, document = chance.choice(relations), f"d{number // CLAIMS_PER_DOCUMENT:06}.txt"
        place, id = number % CLAIMS_PER_DOCUMENT, f"c{number:07}"
        if not place:
            db.execute("INSERT INTO documents VALUES (?, ?, 'rules', ?, '2026-05-20')", (document, id, f"题目{id}"))
        day = f"20{chance.randrange(18, 27)}-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"
        quote = (
            f"{day}，{labels[head]}与{labels[tail]}就人才培养、远程会诊和科研协作签约，双方将定期互访并共建联合工作组。"
        )
        ends = (labels[head], relation, labels[tail], "done", day, '["人才培养"]')
        row = (document, id, place, *ends, quote, 0, len(quote), "[0, 1, 1, 2, 2, 3]", "made", 0.8)
        db.execute(f"INSERT INTO claims VALUES ({', '.join('?' * len(row))})", row)
        edge = "e" + sha256(f"{head} {relation} {tail}".encode()).hexdigest()[:12]
        edges[edge] = (edge, ids[head], relation, ids[tail], "done", 1, day, day, '["人才培养"]', 0.8)
        behind.setdefault(edge, []).append(id)
    db.executemany("INSERT INTO edges VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", edges.values())
    db.executemany("INSERT INTO edge_claims VALUES (?, ?, ?)", _places(behind))


def _places(behind: dict[str, list[str]]) -> Iterator[tuple[str, int, str]]:
    for edge, claims in behind.items():
        yield from ((edge, place, claim) for place, claim in enumerate(claims))


def commands(path: Path) -> Iterator[list[str]]:
    """What is asked: of a hub, of a node like most, of a name that is not there."""
    with closing(sqlite3.connect(path)) as db:
        (hub,) = db.execute(
            "SELECT label FROM nodes WHERE id = (SELECT head FROM edges GROUP BY 1 ORDER BY count(*) DESC LIMIT 1)"
        ).fetchone()
        one, other = (row[0] for row in db.execute("SELECT label FROM nodes ORDER BY id LIMIT 2"))
    yield from (["neighbors", name] for name in (hub, one))
    yield from (["show", name] for name in (hub, one))
    yield from (["search", text] for text in (one[:3], "没有此名的医院"))
    yield from (["path", one, other], ["path", hub, other], ["evidence", hub, one], ["timeline", one])


def measure(arguments: list[str], path: Path) -> tuple[float, float]:
    """The middle of five wall times, and the most memory, of a command as a process of its own."""
    program = [sys.executable, "-m", "kg.cli", *arguments, "--graph", str(path)]
    times = []
    for _ in range(5):
        began = perf_counter()
        subprocess.run(program, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        times.append(perf_counter() - began)
    watch = (
        "import resource, subprocess, sys; subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, "
        "stderr=subprocess.DEVNULL); print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    peak = subprocess.run([sys.executable, "-c", watch, *program], capture_output=True, text=True, check=True).stdout
    return sorted(times)[2], int(peak) / 1024


def main() -> None:
    """Print a line for each command, and end with code 1 where one takes too long or too much."""
    claims = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    folder = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(tempfile.gettempdir()) / "kg-queries"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{claims}.sqlite"
    if not path.exists():
        began = perf_counter()
        make(path.with_suffix(".new"), claims)
        path.with_suffix(".new").rename(path)
        print(f"made {path} in {perf_counter() - began:.0f} s, {path.stat().st_size / 1e6:.0f} MB")
    slow = False
    for arguments in commands(path):
        seconds, megabytes = measure(arguments, path)
        slow |= seconds > MOST_SECONDS or megabytes > MOST_MEGABYTES
        print(f"{seconds:6.3f} s  {megabytes:5.0f} MB  kg {' '.join(arguments)}")
    sys.exit(slow)


if __name__ == "__main__":
    main()
