"""Patterns of every transfer by snapml's GraphFeaturePreprocessor: `patterns.py t<ROWS>.csv [WINDOW [ROWS]]`.

Reading, numbering and filling the graph with the window before the first row are outside the time, as in `lymer-bench
patterns`. Every measure is taken at several batch sizes and threads, and the best one counts.

The preprocessor adds a whole batch to its graph and then looks for the patterns of every transfer in it, so in a batch a
transfer's counts include what comes after it. Only with batches of one are they what was known at the time: these counts
have the check (of fewer rows, because they are slow), named `_each`. The rules were found by experiment:

- fan and degree: later than t - window; scatter-gather and cycles: not before t - window;
- patterns of one (a single payer, a single transfer, a single middle) are none; a transfer to oneself has no pattern;
- a cycle's transfers are strictly later one than the other; the same addresses in the same order are one cycle;
- scatter-gather asks for no order of time; source and sink differ;
- two oddities, on which the generated ledger has no rows: transfers to oneself make their address a middle, and a
  transfer at time 0 is on no cycle.
"""
import json
import os
import sys
import time

import numpy as np
import polars as pl
from snapml import GraphFeaturePreprocessor

PATTERNS = {"fan_degree": ("fan", "degree"), "scatter_gather": ("scatter-gather",), "temporal_cycles": ("temp-cycle",)}
SIZES = list(range(1, 31))


def edges(csv, window, rows):
    """The rows to be timed, and before them those of the window: number, payer, recipient, time."""
    table = pl.read_csv(csv, columns=["timestamp", "from", "to"])
    names = pl.concat([table["from"], table["to"]]).cast(pl.Categorical).to_physical().to_numpy()
    times = table["timestamp"].to_numpy()
    count, first = len(table), len(table) // 2
    # The order in time is the ledger's: the file is in it.
    start = int(np.searchsorted(times, times[first] - window))
    chosen = slice(start, min(count, first + rows))
    columns = [np.arange(count)[chosen], names[:count][chosen], names[count:][chosen], times[chosen]]
    return np.ascontiguousarray(np.stack(columns, 1).astype(np.float64)), first - start


def preprocessor(kinds, window, threads):
    settings = {"num_threads": threads, "time_window": window, "vertex_stats": False}
    for kind in ("fan", "degree", "scatter-gather", "temp-cycle", "lc-cycle"):
        settings |= {kind: kind in kinds, kind + "_tw": window, kind + "_bins": SIZES}
    settings.pop("lc-cycle_bins")
    made = GraphFeaturePreprocessor()
    made.set_params(settings)
    return made


def weights(rows, columns):
    """mix(row, column) of `lymer-bench patterns`."""
    with np.errstate(over="ignore"):
        z = (np.arange(rows, dtype=np.uint64)[:, None] << np.uint64(8)) | np.arange(columns, dtype=np.uint64)[None, :]
        z = (z + np.uint64(0x9E3779B97F4A7C15)) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return z ^ (z >> np.uint64(31))


def check(counts):
    with np.errstate(over="ignore"):
        digest = (counts.astype(np.uint64) * weights(*counts.shape)).sum(dtype=np.uint64)
    return f"{int(counts.sum())} patterns, digest {int(digest):x}"


def run(table, warm, kinds, window, batch, threads, end, seconds):
    """Rows a second, nanoseconds of processor time a row, and the counts of those done when the time was up."""
    made = preprocessor(kinds, window, threads)
    made.partial_fit(table[:warm])
    counts, done, began, used = [], warm, time.perf_counter(), time.process_time()
    while done < end and time.perf_counter() - began < seconds:
        upto = min(done + batch, end)
        counts.append(made.transform(np.ascontiguousarray(table[done:upto]))[:, table.shape[1]:])
        done = upto
    rows, took = done - warm, time.perf_counter() - began
    return rows / took, (time.process_time() - used) / rows * 1e9, np.vstack(counts)


def main():
    csv = sys.argv[1]
    window = int(sys.argv[2]) if len(sys.argv) > 2 else 600
    rows = int(sys.argv[3]) if len(sys.argv) > 3 else 20_000
    seconds = float(os.environ.get("BUDGET", "10"))
    count = int(os.path.basename(csv)[1:].split(".")[0])
    table, warm = edges(csv, window, rows)

    def emit(measure, value, unit="edges/s", **rest):
        print(json.dumps({"peer": "snapml", "n": count, "measure": measure, "value": value, "unit": unit, **rest}),
              flush=True)

    for name, kinds in PATTERNS.items():
        measure = f"patterns_{name}_w{window}"
        best, least = (0, ""), (float("inf"), "")
        for batch in (1, 128, 2048, 16384):
            for threads in (1, 2):
                speed, processor, _ = run(table, warm, kinds, window, batch, threads, len(table), seconds)
                way = f"batches of {batch}, {threads} threads"
                best, least = max(best, (speed, way)), min(least, (processor, way))
        emit(measure, best[0], remark=best[1])
        emit(measure + "_cpu", least[0], unit="ns cpu/edge", remark=least[1])
        few = min(len(table), warm + min(rows, 5_000))
        speed, _, counts = run(table, warm, kinds, window, 1, 1, few, 600)
        emit(f"{measure}_each", speed, check=check(counts))


if __name__ == "__main__":
    main()
