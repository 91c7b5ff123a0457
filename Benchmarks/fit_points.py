#!/usr/bin/env python3
"""Fits the points of findings (Sources/FlowTracing/Typologies/Findings/FindingCard+Points.swift) and prints them as Swift.

    for s in $(seq 121 140); do
        lymer simulate --world patterns --seed $s --transfers 1000000 --prevalence 1:200 --decoys 1:20 \\
            --operators 20 --into w$s
        lymer evaluate findings w$s --facts w$s.csv
    done
    Benchmarks/fit_points.py w*.csv > Sources/FlowTracing/Typologies/Findings/FindingCard+Points.swift

Needs scikit-learn. Every file is one world. A logistic regression with one weight for each bin of each fact, once for all
typologies and once more for each, under an L1 penalty. With --folds it prints how well the penalties do on worlds that they
were not fitted on (log loss, average precision), and no points.
"""
import csv
import sys
import numpy
import scipy.sparse
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, log_loss

# A bin begins at each of these; below the first there are no points.
FACTS = {
    "dedication": [100, 400, 700, 950], "lastDedication": [100, 400, 700, 950], "newSubjects": [1, 1000],
    "subjectAge": [3, 14, 40], "newMembers": [100, 400, 800], "youngMembers": [100, 300, 600, 900],
    "servedTransfers": [1, 150, 500], "toServices": [1, 150, 500], "closeAmounts": [150, 300, 600, 900],
    "equalAmounts": [120, 300, 700], "roundAmounts": [50, 300, 600], "pairs": [350, 700, 950],
    "passedOn": [1, 500, 850], "batched": [1, 400], "members": [5, 9, 17, 33, 65], "transfers": [5, 9, 17, 33, 65],
    "duration": [3600, 14400, 57600, 230400, 921600], "medianAmount": [10, 100, 1000, 10000],
    "largest": [1200, 1600, 2500, 6000], "smallest": [100, 400, 700, 900], "nativeTransfers": [1, 500],
    "mutual": [1, 200], "evenness": [100, 300, 600], "longestPause": [100, 250, 500], "assets": [2],
}
MEASURES = {
    "fan-in": [[12, 20, 40]], "fan-out": [[12, 20, 40]],
    "gather-scatter": [[8, 14, 25], [6, 10, 16], [700, 900, 1001]], "scatter-gather": [[4, 6]],
    "cycle": [[4, 5], [950, 980]], "bipartite": [[4], [4]], "stack": [[4], [4], [4]],
    "pass-through": [[4, 6, 9], [970, 990], [120, 900, 3600]], "peel-chain": [[5, 8]], "structuring": [[8, 12, 20]],
    "address-poisoning": [[2], [1]], "pig-butchering": [[6, 10, 20], [3, 6], [2, 4], [950]], "drainer": [[4, 7]],
    "marketplace-float": [[12, 24]], "rapid-cash-out": [[900, 3600, 10800], [3, 4]],
}
# These are no typology's own: what they are among rarely planted kinds is chance.
SHARED_ONLY = {"nativeTransfers": {"fan-in", "fan-out", "gather-scatter"}}
OWN = 0.6  # How dear a typology's own weight is beside a shared one: less than 1 is dearer.
PENALTY = 0.6
LEAST = 3  # Fewer points are left out.
FORTNIGHT = 14 * 86_400


def read(paths):
    rows = []
    for world, path in enumerate(paths):
        with open(path, newline="") as file:
            own = [dict(row, world=world) for row in csv.DictReader(file)]
        first = min(int(row["fired"]) for row in own)
        rows += [row for row in own if int(row["fired"]) >= first + FORTNIGHT]
    return rows


def columns():
    names = [("base", kind, 0) for kind in MEASURES]
    for owner in ["*", *MEASURES]:
        names += [(fact, owner, b) for fact, cuts in FACTS.items() for b in range(1, len(cuts) + 1)]
    for kind, lists in MEASURES.items():
        names += [(f"measure {i + 1}", kind, b) for i, cuts in enumerate(lists) for b in range(1, len(cuts) + 1)]
    return {name: place for place, name in enumerate(names)}


def design(rows, places):
    entries = []
    for number, row in enumerate(rows):
        kind = row["typology"]
        entries.append((1, number, places["base", kind, 0]))
        for fact, cuts in FACTS.items():
            b = sum(int(row[fact]) >= cut for cut in cuts)
            if b:
                entries.append((1, number, places[fact, "*", b]))
                if kind in SHARED_ONLY.get(fact, MEASURES):
                    entries.append((OWN, number, places[fact, kind, b]))
        for i, (cuts, value) in enumerate(zip(MEASURES[kind], row["measures"].split())):
            b = sum(int(value) >= cut for cut in cuts)
            if b:
                entries.append((1, number, places[f"measure {i + 1}", kind, b]))
    values, numbers, found = zip(*entries)
    return scipy.sparse.csr_matrix((values, (numbers, found)), shape=(len(rows), len(places)))


def fit(matrix, right, weights, penalty):
    model = LogisticRegression(
        C=penalty, penalty="l1", solver="liblinear", intercept_scaling=10, max_iter=2000, random_state=0)
    return model.fit(matrix, right, sample_weight=weights)


def facts(points, owner, indent):
    lines = []
    for fact, cuts in [*FACTS.items(), *((f"measure {i + 1}", c) for i, c in enumerate(MEASURES.get(owner, [])))]:
        steps, last = [], 0
        for b, cut in enumerate(cuts):
            own = points[fact, owner, b + 1]
            own = own if abs(own) >= LEAST else 0
            if own != last:
                steps.append(f"{cut:_}: {own}")
                last = own
        if steps:
            lines.append(f'{indent}.init("{fact}", [{", ".join(steps)}]),')
    return lines


def swift(points):
    def name(kind):
        return kind.split("-")[0] + "".join(word.capitalize() for word in kind.split("-")[1:])

    print("/// The fitted points: see `FindingScore` for how. Shared ones count for every typology, own ones besides.")
    print("extension FindingCard {\n    static let shared: [FactPoints] = [")
    print("\n".join(facts(points, "*", " " * 8)))
    print("    ]\n\n    static let own: [String: FindingCard] = [")
    print("\n".join(f'        "{kind}": {name(kind)},' for kind in MEASURES) + "\n    ]")
    for kind in MEASURES:
        print(f"\n    private static let {name(kind)} = FindingCard(\n        base: {points['base', kind, 0] + 50},")
        lines = facts(points, kind, " " * 12)
        print("        facts: [" + ("\n" + "\n".join(lines) + "\n        ])" if lines else "])"))
    print("}")


def main():
    folds = "--folds" in sys.argv
    rows = read([path for path in sys.argv[1:] if path != "--folds"])
    places = columns()
    matrix = design(rows, places)
    right = numpy.array([int(row["right"]) for row in rows])
    # Where one in a thousand is planted, there is four times as much traffic for each instance.
    weights = numpy.array([4.0 if not row["touches"] else 1.0 for row in rows])
    if folds:
        fold = numpy.array([row["world"] % 4 for row in rows])
        for penalty in (0.1, 0.3, 0.6, 1):
            sure = numpy.zeros(len(rows))
            for k in range(4):
                model = fit(matrix[fold != k], right[fold != k], weights[fold != k], penalty)
                sure[fold == k] = model.predict_proba(matrix[fold == k])[:, 1]
            print(penalty, log_loss(right, sure, sample_weight=weights),
                  average_precision_score(right, sure, sample_weight=weights))
        return
    model = fit(matrix, right, weights, PENALTY)
    points = {}
    for (fact, owner, b), place in places.items():
        weight = model.coef_[0][place] * (OWN if owner != "*" and fact in FACTS else 1)
        points[fact, owner, b] = round(10 * (weight + (model.intercept_[0] if fact == "base" else 0)))
    swift(points)


main()
