"""Who takes part: one line a contender.

Every command prints JSON lines {"peer", "n", "measure", "value", "unit"[, "check"]} unless `whole` is set: then its
duration as a whole process is the measure of that name.
"""
import dataclasses
import os

from variants import KINDS


@dataclasses.dataclass
class Contender:
    name: str
    command: list[str]
    needs: str = ""           # a file without which the contender is missing
    seconds: int = 600        # its turn ends here, shown as failed
    most_rows: int = 10**9    # larger ledgers are not for it
    every_round: bool = True  # a slow one takes its turn in the first round only
    whole: str = ""


def contenders(place, rows, reps, native=False, variants=False):
    """`place.root`, `place.scratch`: where lymer and the peers are. In the order of their turns."""
    csv = f"{place.scratch}/data/t{rows}.csv"
    stem = csv[:-4]
    bench = f"{place.root}/Benchmarks/.build/release/lymer-bench"
    lymer = f"{place.root}/.build/release/lymer"
    python = f"{place.scratch}/venv/bin/python"
    script = lambda name, *rest: [python, f"{place.scratch}/scripts/{name}.py", csv, *rest]
    peer = lambda name: f"{place.scratch}/scripts/{name}.py"
    # The last core, so that the first is left to the machine.
    pinned = ["taskset", "-c", str((os.cpu_count() or 1) - 1)]
    seed = first_seed(stem)

    quick = "ingest,stopped,unstopped,wide,passes,memory"
    yield Contender("lymer", [bench, csv, "--reps", str(reps), "--only", quick], bench, 1800)
    yield Contender("lymer-watch", [bench, "watch", csv, "--only", "file,applied", "--reps", "1"], bench, 1800)
    yield Contender("moon", [*pinned, f"{place.scratch}/moon", csv, str(reps)], f"{place.scratch}/moon")
    yield Contender("cpp-ref", [*pinned, f"{place.scratch}/ref", csv, str(reps)], f"{place.scratch}/ref")
    if native:
        other = f"{place.root}/Benchmarks/.build/native/release/lymer-bench"
        options = ["--reps", str(reps), "--peer", "lymer-native", "--only", quick]
        yield Contender("lymer-native", [other, csv, *options], other, 1800)
    if variants:
        for kind in KINDS:
            file = f"{stem}.{kind}.csv"
            groups = "passes" if kind in ("wide", "alone") else "ingest"
            options = ["--reps", str(reps), "--peer", f"lymer-{kind}", "--only", groups]
            yield Contender(f"lymer-{kind}", [bench, file, *options], file)
    yield Contender("lymer-clusters", [bench, "clusters", csv, "--reps", str(reps), "--peer", "lymer-clusters"], bench)
    yield Contender("lymer-patterns", [bench, "patterns", csv, "--reps", str(reps), "--peer", "lymer-patterns"], bench)
    yield Contender("snapml-patterns", [python, f"{place.root}/Benchmarks/Peers/patterns.py", csv], python, 900)
    for group in ("coverage", "lists"):
        yield Contender(f"lymer-{group}", [bench, csv, "--reps", "1", "--only", group], bench, 1800, every_round=False)
    yield Contender("lymer-process", [lymer, "trace", csv, "--from", seed, "--stop", f"{stem}.labels.csv", "--quiet"],
                    lymer, whole="process_csv_to_answer")
    yield Contender("lymer-empty", [lymer, "--help"], lymer, whole="process_empty")
    yield Contender("numba-loop", script("peer_loops", "numba"), peer("peer_loops"))
    yield Contender("python-loop", script("peer_loops", "python"), peer("peer_loops"), most_rows=10**6, every_round=False)
    for library in ("scipy", "networkit", "igraph", "rustworkx"):
        yield Contender(library, script("peer_graphlibs", library), peer("peer_graphlibs"), every_round=False)
    for library in ("scipy", "networkit", "igraph", "rustworkx"):
        yield Contender(f"{library}-components",
                        [python, f"{place.root}/Benchmarks/Peers/components.py", csv, library, str(reps)], python)
    yield Contender("networkx", script("peer_graphlibs", "networkx"), peer("peer_graphlibs"), most_rows=10**6, every_round=False)
    yield Contender("duckdb-ingest", script("peer_duckdb", "ingest"), peer("peer_duckdb"), every_round=False)
    yield Contender("duckdb-trace", script("peer_duckdb", "trace"), peer("peer_duckdb"), every_round=False)
    yield Contender("duckdb-stream", script("peer_duckdb", "stream"), peer("peer_duckdb"))
    yield Contender("duckdb-process", script("peer_duckdb", "cold"), peer("peer_duckdb"), whole="process_stored_to_answer")
    yield Contender("sqlite-ingest", script("peer_sqlite", "ingest"), peer("peer_sqlite"), most_rows=10**6, every_round=False)
    yield Contender("sqlite-trace", script("peer_sqlite", "trace"), peer("peer_sqlite"), most_rows=10**6, every_round=False)
    yield Contender("sqlite-process", script("peer_sqlite", "cold"), peer("peer_sqlite"), most_rows=10**6,
                    whole="process_stored_to_answer")
    yield Contender("raphtory-ingest", script("peer_raphtory", "ingest:polars"), peer("peer_raphtory"), every_round=False)
    yield Contender("raphtory-stream", script("peer_raphtory", "stream"), peer("peer_raphtory"))
    yield Contender("raphtory-trace", script("peer_raphtory", "trace"), peer("peer_raphtory"), 900, 10**6, False)


def first_seed(stem):
    """The first victim's payment as `lymer trace --from` wants it: alone in its transaction, or where the file has no
    index, the first of it."""
    try:
        with open(stem + ".csv") as ledger, open(stem + ".seeds.csv") as seeds:
            index = "" if "index" in ledger.readline().rstrip().split(",") else ":0"
            next(seeds)
            return f"tx:{next(seeds).split(',')[1]}{index}"
    except (OSError, StopIteration):
        return "tx:missing"
