"""Turns the raw figures of a run into tables of ratios: `table.py RAW.jsonl`.

A ratio is taken within a round, where both had the machine in the same state, and shown as the median over rounds with
its lowest and highest; above 1 lymer is the better one.
"""
import collections
import json
import statistics
import sys

from works import WORKS


def read(path):
    conditions, failures = {}, collections.OrderedDict()
    figures = collections.defaultdict(lambda: collections.defaultdict(list))  # (peer, measure) -> round -> values
    checks = collections.defaultdict(dict)                                    # (peer, measure) -> check -> None
    with open(path) as file:
        for line in map(json.loads, file):
            if "conditions" in line:
                conditions = line["conditions"]
            elif "failed" in line:
                failures.setdefault(line["contender"], line["failed"])
            else:
                key = (line["peer"], line["measure"])
                figures[key][line["round"]].append(line["value"])
                if "check" in line:
                    checks[key][str(line["check"])] = None
    return conditions, failures, figures, checks


def amount(value):
    if not isinstance(value, (int, float)):
        return str(value)
    for size, letter in ((1e9, "G"), (1e6, "M"), (1e4, "k")):
        if abs(value) >= size:
            return f"{value / (1e3 if letter == 'k' else size):.3g}{letter}"
    return f"{value:.3g}" if abs(value) < 1e3 else f"{value:,.0f}"


def spread(values, show=amount):
    values = sorted(values)
    middle = show(statistics.median(values))
    return middle if len(values) == 1 else f"{middle} ({show(values[0])}–{show(values[-1])})"


def ratios(ours, theirs, more_is_better):
    """One ratio a round that both took part in; a contender with one turn only is compared with that round."""
    found = []
    for number in sorted(set(ours) & set(theirs)):
        us, them = statistics.median(ours[number]), statistics.median(theirs[number])
        if us > 0 and them > 0:
            found.append(us / them if more_is_better else them / us)
    return found


def count(value):
    """A peer's count. Some print six digits of it, and a longer one then comes as a decimal: it is only about right."""
    return f"{'≈ ' if isinstance(value, float) and value >= 1e6 else ''}{value:,.0f}"


def answer(row, figures, checks):
    own = list(checks.get((row.peer, row.measure), {}))
    if own:
        return " ≠ ".join(own)
    if row.check and (row.peer, row.check) in figures:
        values = sorted({count(v) for turn in figures[(row.peer, row.check)].values() for v in turn})
        return " ≠ ".join(values)
    return ""


def failure(row, failures):
    """Why a peer has no figure: the failure of a contender of that name, or of one of its parts (duckdb-ingest)."""
    for contender, why in failures.items():
        name = row.peer.rstrip("3")
        if contender == name or name != "lymer" and contender.startswith(name + "-"):
            return why
    return "not in this run"


def table(work, figures, checks, failures):
    reference = figures.get((work.rows[0].peer, work.rows[0].measure), {})
    lines = [f"\n### {work.title}", ""]
    if work.goal:
        lines += [f"Goal: {work.goal}.", ""]
    lines += [f"| who | {work.unit}: median (lowest–highest) | runs | lymer is × better | answer | remark |",
              "|---|--:|--:|--:|--:|---|"]
    for row in work.rows:
        turns = figures.get((row.peer, row.measure))
        if not turns:
            if not row.peer.startswith("lymer-"):
                lines.append(f"| {row.peer} | — | 0 | | | {failure(row, failures)} |")
            continue
        values = [v for turn in turns.values() for v in turn]
        found = [] if row.peer.startswith("lymer") else ratios(reference, turns, work.more_is_better)
        ratio = spread(found, lambda x: f"{x:.3g}") if found else ""
        lines.append(f"| {row.peer} | {spread(values)} | {len(values)} | {ratio} | {answer(row, figures, checks)} | {row.remark} |")
    return lines


def others(figures, checks):
    """Everything lymer measures that no peer does: coverage of labels, guarded seeds, memory by part, accuracy."""
    used = {(r.peer, r.measure) for w in WORKS for r in w.rows}
    lines = ["\n### lymer alone", "", "| measure | median (lowest–highest) | runs | answer |", "|---|--:|--:|---|"]
    for key, turns in figures.items():
        if key[0] == "lymer" and key not in used and not key[1].startswith("ingest_bytes"):
            values = [v for turn in turns.values() for v in turn]
            lines.append(f"| {key[1]} | {spread(values)} | {len(values)} | {' ≠ '.join(checks.get(key, {}))} |")
    return lines if len(lines) > 4 else []


def main():
    conditions, failures, figures, checks = read(sys.argv[1])
    print("## lymer beside its peers\n")
    for name, value in conditions.items():
        print(f"- {name}: {value}")
    if failures:
        print("\nMissing or failed: " + "; ".join(f"{name} ({why})" for name, why in failures.items()) + ".")
    for work in WORKS:
        print("\n".join(table(work, figures, checks, failures)))
    print("\n".join(others(figures, checks)))


if __name__ == "__main__":
    main()
