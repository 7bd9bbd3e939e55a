"""How long the commands take that a person waits for: kg --help, and kg neighbors on a graph.

    python benchmarks/startup.py [PATH] [--name 天坛医院] [--runs 10]

Builds the graph of PATH (seeds/ by default) into a temporary folder and prints the median and the slowest of the runs.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parent.parent
KG = (sys.executable, "-m", "kg.cli")


def seconds(command: tuple[str, ...], runs: int) -> list[float]:
    """Wall-clock times of a command, after one run that warms the disk."""
    times = []
    for _ in range(runs + 1):
        start = time.perf_counter()
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        times.append(time.perf_counter() - start)
    return times[1:]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("path", nargs="?", type=Path, default=ROOT / "seeds")
    parser.add_argument("--name", default="天坛医院")
    parser.add_argument("--runs", type=int, default=10)
    arguments = parser.parse_args()
    with TemporaryDirectory() as out:
        subprocess.run((*KG, "build", str(arguments.path.resolve()), "-o", out), cwd=ROOT, check=True)
        asked = ("neighbors", arguments.name, "--graph", out)
        for words in (("--help",), asked, (*asked, "--json")):
            times = seconds((*KG, *words), arguments.runs)
            shown = " ".join(("kg", *words)).replace(out, "OUT")
            print(f"{statistics.median(times):.3f} s (slowest {max(times):.3f} s)  {shown}")


if __name__ == "__main__":
    main()
