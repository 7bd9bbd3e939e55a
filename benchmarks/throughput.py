"""How fast and in how much memory texts become claims, on one core.

    python benchmarks/throughput.py [--repeat 5] [--corpus PATH] [--items 2000]

Reads seeds/ REPEAT times over, then ITEMS texts spread evenly over a corpus (../shared/corpus by default; left out
where there is none), and prints a table: texts, characters, claims, seconds, characters a second, and the peak memory
of the process so far. What is measured is the processor time of Pipeline.extract alone: other work on the machine does
not count, nor do reading files and writing a graph.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import time
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import KgError

if TYPE_CHECKING:
    from kg.pipeline import Pipeline
    from kg.types import Source

ROOT = Path(__file__).parent.parent
CORPUS = ROOT.parent / "shared" / "corpus"
ROW = "{:12}{:>8}{:>12}{:>9}{:>9}{:>10}{:>9}"


def texts(path: Path) -> Iterator[Source]:
    """The readable texts under a path. Raises KgError as kg.read does."""
    from kg.read import locate, read_file
    from kg.types import Source

    for id, file in locate([path]):
        if file.suffix.lower() != ".md":
            yield from (found for found in read_file(file, id) if isinstance(found, Source))


def spread(path: Path, items: int) -> Iterator[Source]:
    """So many texts, evenly from the first to the last; the others are read and forgotten."""
    step = max(1, sum(1 for _ in texts(path)) // items)
    return islice(texts(path), 0, step * items, step)


def megabytes() -> int:
    """Peak memory of this process so far."""
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // unit


def measure(name: str, pipeline: Pipeline, sources: Iterable[Source]) -> str:
    """Extract from each of the texts, and make a row of the table."""
    count = characters = claims = 0
    seconds = 0.0
    for source in sources:
        start = time.process_time()
        claims += len(pipeline.extract(source).claims)
        seconds += time.process_time() - start
        count, characters = count + 1, characters + len(source.text)
    rate = round(characters / seconds) if seconds else 0
    return ROW.format(name, count, characters, claims, f"{seconds:.1f} s", rate, f"{megabytes()} MB")


def load() -> tuple[Pipeline, str]:
    """The pipeline, and a line on how long it takes to be there: importing, then reading the rules."""
    start = time.perf_counter()
    from kg.pipeline import Pipeline

    imported = time.perf_counter()
    pipeline = Pipeline.load()
    loaded = time.perf_counter()
    return pipeline, f"loaded in {loaded - start:.2f} s ({imported - start:.2f} s of it imports), {megabytes()} MB"


def lines(repeat: int, corpus: Path, items: int) -> Iterator[str]:
    """What is printed, as it is measured."""
    pipeline, line = load()
    yield line
    yield ROW.format("", "texts", "characters", "claims", "time", "chars/s", "peak")
    seeds = list(texts(ROOT / "seeds"))
    yield measure(f"seeds ×{repeat}", pipeline, seeds * repeat)
    if corpus.exists():
        yield measure("corpus", pipeline, spread(corpus, items))
    else:
        yield f"no corpus at {corpus}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeat", type=int, default=5, help="how often seeds/ is read")
    parser.add_argument("--corpus", type=Path, default=CORPUS, help="files, or a folder of files, that kg reads")
    parser.add_argument("--items", type=int, default=2000, help="texts of the corpus")
    arguments = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    try:
        for line in lines(arguments.repeat, arguments.corpus, arguments.items):
            print(line, flush=True)
    except KgError as error:
        parser.exit(1, f"{error}\n")


if __name__ == "__main__":
    main()
