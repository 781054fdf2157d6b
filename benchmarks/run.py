"""Times annops as whole processes: `agree` by ratio to public scripts, a week's work in seconds.

    python benchmarks/run.py [--quick] [--write]

Data and yardsticks come from the folder named by ANNOPS_SHARED (default ../shared beside the
checkout): bench/gen.py makes seeded data, bench/floor.py is a near-limit script for the same
figures, bench/peer_script.py what an able analyst writes. Each line
pairs the two commands in turn and quotes the ratio of their best times; annops starts without its
cache every time. `--write` puts the table into benchmarks/README.md.
"""

import argparse
import os
import platform
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import week

HERE = Path(__file__).resolve().parent
DATA = HERE / "data"
SHARED = Path(os.environ.get("ANNOPS_SHARED", HERE.parent.parent / "shared"))
LABELS = "[safe, hate, sexual, violence, self_harm, spam, fraud, pii, other, unsure]"
OPTIONS = ["--by", "locale", "--metric", "alpha,ac1,fleiss", "--bootstrap", "1000"]
LONG = f"""project: bench
questions:
  label: {{type: classification, labels: {LABELS}}}
sources:
  - path: export.csv
    columns: {{item: item_id, annotator: annotator, answer: label, submitted_at: created_at,
              seconds: duration_s, locale: locale, batch: batch}}
    question: label
breakdowns: [locale]
"""
TASKS = f"""project: bench
questions:
  label: {{type: classification, labels: {LABELS}}}
sources:
  - path: export.json
    columns: {{locale: data.locale}}
breakdowns: [locale]
"""
BARE_PARSE = """
import json, sys
decoder, buffer, tasks = json.JSONDecoder(), "", 0
with open(sys.argv[1], encoding="utf-8") as stream:
    stream.read(1)
    while block := stream.read(1 << 20):
        buffer += block
        at = 0
        while True:
            while at < len(buffer) and buffer[at] in ", \\n\\r\\t]":
                at += 1
            try:
                _, at = decoder.raw_decode(buffer, at)
            except ValueError:
                break
            tasks += 1
        buffer = buffer[at:]
print(tasks)
"""
BOOTSTRAP = """
import sys, time
from pathlib import Path
import numpy as np
from annops.core.counts import code_answers, label_patterns
from annops.agree.groups import whole
from annops.measures.agreement import bootstrap_values
from annops.measures.scoring import answer_order, scoring
from annops.workspace.open import open_workspace
workspace = open_workspace(Path(sys.argv[1]))
frame = workspace.annotations().frame.collect()
question = workspace.definition.questions["label"]
order = answer_order(question, ())
coded = code_answers(frame, categories=order)
group = whole(coded, label_patterns(coded), scoring(question, order))
metrics = ("krippendorff_alpha", "gwet_ac1", "fleiss_kappa")
best = 9.0
for _ in range(5):
    began = time.perf_counter()
    bootstrap_values(metrics, group, 1000, np.random.default_rng(1))
    best = min(best, time.perf_counter() - began)
print(best)
"""


@dataclass
class Run:
    """One finished process: wall seconds and peak memory in MiB."""

    seconds: float
    mebibytes: float


@dataclass
class Line:
    """One line of the table."""

    what: str
    measured: str
    wanted: str
    holds: bool


@cache
def compiled() -> dict[str, str]:
    """Compile annops once, as an installation does, and give the environment of every run."""
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    package = [sys.executable, "-m", "compileall", "-q", str(HERE.parent / "src/annops")]
    subprocess.run(package, check=True, env=kept)
    return kept


def run(command: list[str], folder: Path) -> Run:
    environment = compiled()
    began = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment
    )
    said = process.stderr.read() if process.stderr else b""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in {0, 1} or b"Traceback" in said:
        sys.exit(f"{command} ended with {process.returncode}: {said.decode()}")
    return Run(time.perf_counter() - began, usage.ru_maxrss / 1024)


def best(runs: list[Run]) -> Run:
    return Run(min(r.seconds for r in runs), max(r.mebibytes for r in runs))


def paired(annops: list[str], other: list[str], folder: Path, times: int) -> tuple[Run, Run]:
    mine, theirs = [], []
    for _ in range(times):
        shutil.rmtree(folder / ".annops", ignore_errors=True)
        mine.append(run(annops, folder))
        theirs.append(run(other, folder))
    return best(mine), best(theirs)


def project(name: str, definition: str, export: str, *made_by: str) -> Path:
    folder = DATA / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "annops.yaml").write_text(definition, encoding="utf-8")
    if not (folder / export).exists():
        raw = folder / "raw"
        subprocess.run(
            [sys.executable, SHARED / "bench/gen.py", *made_by, "--out", raw], check=True
        )
        next(raw.iterdir()).rename(folder / export)
    return folder


def long_project(rows: int, *, shuffled: bool = False) -> Path:
    more = ["--shuffle"] if shuffled else []
    name = f"long-{rows}{'-shuffled' if shuffled else ''}"
    return project(name, LONG, "export.csv", "long", "--rows", str(rows), *more)


def measure(*, quick: bool) -> list[Line]:
    whole = ["--pairs", "pairs.parquet", "--format", "json"]  # people, labels and items too
    annops = [sys.executable, "-m", "annops", "agree", *OPTIONS, *whole]
    bench = SHARED / "bench"
    floor = [sys.executable, str(bench / "floor.py"), "--no-yardstick", "export.csv", "out.xlsx"]
    peer = [sys.executable, str(bench / "peer_script.py"), "export.csv", "out.xlsx"]
    lines = []
    mine, theirs = paired(annops, [*peer, "--boot", "1000"], long_project(100_000), 1)
    ratio = theirs.seconds / mine.seconds
    lines.append(
        Line("1e5 rows, against peer_script.py", f"{mine.seconds:.2f} s against "
             f"{theirs.seconds:.1f} s: {ratio:.0f} times faster", "20 times faster", ratio >= 20)
    )  # fmt: skip
    cases = [("1e6 rows, against floor.py", long_project(1_000_000), 2.0, 1024.0, 3)]
    shuffled = long_project(1_000_000, shuffled=True)
    if not quick:
        cases.append(("1e7 rows, against floor.py", long_project(10_000_000), 2.0, 2560.0, 2))
    for what, folder, most, memory, times in cases:
        mine, theirs = paired(annops, floor, folder, times)
        ratio = mine.seconds / theirs.seconds
        lines.append(
            Line(what, f"{mine.seconds:.2f} s, {mine.mebibytes:.0f} MiB against "
                 f"{theirs.seconds:.2f} s: {ratio:.2f} times", f"{most:g} times, {memory:.0f} MiB",
                 ratio <= most and mine.mebibytes <= memory)
        )  # fmt: skip
    clustered = long_project(1_000_000)
    mixed, theirs = [], []
    for _ in range(3):
        shutil.rmtree(shuffled / ".annops", ignore_errors=True)
        mixed.append(run(annops, shuffled))
        theirs.append(run(floor, clustered))
    ratio = best(mixed).seconds / best(theirs).seconds
    lines.append(
        Line("1e6 rows in random order, against floor.py on ordered rows",
             f"{best(mixed).seconds:.2f} s: {ratio:.2f} times", "3 times", ratio <= 3)
    )  # fmt: skip
    lines.append(bootstrap_line(quick=quick))
    lines.append(label_studio_line())
    return [*lines, *week_lines()]


def bootstrap_line(*, quick: bool) -> Line:
    sizes = [100_000, 1_000_000] if quick else [100_000, 10_000_000]
    seconds = []
    for rows in sizes:
        done = subprocess.run(
            [sys.executable, "-c", BOOTSTRAP, str(long_project(rows))],
            check=True, capture_output=True, text=True,
        )  # fmt: skip
        seconds.append(float(done.stdout))
    ratio = seconds[1] / seconds[0]
    return Line(
        f"1000 bootstraps of three coefficients, {sizes[1]:.0e} against {sizes[0]:.0e} rows",
        f"{seconds[1]:.3f} s against {seconds[0]:.3f} s: {ratio:.2f} times", "1.5 times",
        ratio <= 1.5,
    )  # fmt: skip


def label_studio_line() -> Line:
    folder = project("tasks", TASKS, "export.json", "ls", "--tasks", "100000")
    annops = [sys.executable, "-m", "annops", "agree", "--by", "locale"]
    bare = [sys.executable, "-c", BARE_PARSE, "export.json"]
    mine, theirs = paired(annops, bare, folder, 3)
    ratio = mine.seconds / theirs.seconds
    return Line(
        "Label Studio JSON, 1e5 tasks, against its bare streaming parse",
        f"{mine.seconds:.2f} s, {mine.mebibytes:.0f} MiB against {theirs.seconds:.2f} s: "
        f"{ratio:.2f} times", "3 times, 300 MiB", ratio <= 3 and mine.mebibytes <= 300,
    )  # fmt: skip


def week_lines() -> list[Line]:
    """Time a draw from a million items and a register of ten thousand records, in seconds."""
    drawn = []
    for shuffled in (False, True):
        folder = week.batch(DATA, shuffled=shuffled)
        runs = []
        for _ in range(3):
            week.fresh(folder)
            runs.append(run(week.DRAW, folder))
        drawn.append(best(runs))
    ordered, mixed = drawn
    ratio = mixed.seconds / ordered.seconds
    lines = [
        Line("draw from 1e6 items, listed and answered in one order",
             f"{ordered.seconds:.2f} s, {ordered.mebibytes:.0f} MiB", "3 s, 1024 MiB",
             ordered.seconds <= 3 and ordered.mebibytes <= 1024),
        Line("the same, listed and answered in random orders",
             f"{mixed.seconds:.2f} s, {mixed.mebibytes:.0f} MiB: {ratio:.2f} times",
             "2 times, 1024 MiB", ratio <= 2 and mixed.mebibytes <= 1024),
    ]  # fmt: skip
    runs = []
    for _ in range(3):
        folder = week.register(DATA)
        run(week.PUSH, folder)
        week.fill(folder / "excel/risks.xlsx")
        runs.append(run(week.PULL, folder))
    pulled = best(runs).seconds
    what = "pull of a register of 10,000 records, 100 of them changed"
    return [*lines, Line(what, f"{pulled:.2f} s", "3 s", pulled <= 3)]


def table(lines: list[Line]) -> str:
    rows = [
        f"| {line.what} | {line.measured} | {line.wanted} | {'yes' if line.holds else 'NO'} |"
        for line in lines
    ]
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    head = ["| what | measured | wanted | holds |", "|---|---|---|---|"]
    return "\n".join([f"Machine: {machine}.", "", *head, *rows]) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="leave the 1e7 rows out")
    parser.add_argument("--write", action="store_true", help="put the table into README.md")
    options = parser.parse_args()
    if not (SHARED / "bench/gen.py").exists():
        sys.exit(f"no bench/gen.py in {SHARED}; name the folder with ANNOPS_SHARED")
    lines = measure(quick=options.quick)
    made = table(lines)
    print(made)
    if options.write:
        readme = HERE / "README.md"
        text = readme.read_text(encoding="utf-8")
        before, after = text.split("<!-- figures -->")[0], text.split("<!-- /figures -->")[1]
        readme.write_text(
            f"{before}<!-- figures -->\n{made}<!-- /figures -->{after}", encoding="utf-8"
        )
    sys.exit(0 if all(line.holds for line in lines) else 1)


if __name__ == "__main__":
    main()
