"""Gives what `lymer simulate` wrote the names and columns of the peers' generator: `simulated.py FOLDER INTO ROWS`.

The generator's own folder is not always at hand; then the ledger, its victims, labels and truth come from here, and
the known answers of the generator's ledger (2,845 pairs, …) do not apply.
"""
import csv
import json
import os
import re
import sys

VICTIMS = 100
STOPPING = {"exchange", "vasp", "hosted_wallet", "payment_processor", "gambling", "guarantee_marketplace",
            "darknet_market", "escrow", "atm", "p2p", "mixer", "coin_swapping", "bridge"}


def main():
    folder, into, rows = sys.argv[1:]
    stem = f"{into}/t{rows}"
    with open(f"{folder}/cases.json") as file:
        cases = json.load(file)["cases"]
    chosen = cases[:: max(1, len(cases) // VICTIMS)][:VICTIMS]
    # A seed names a transaction of which one transfer alone moves something.
    wanted = {re.search(r"tx:([^:/]+)", case["seeds"][0])[1]: number for number, case in enumerate(chosen)}
    seeds = {}
    with open(f"{folder}/transfers.csv", newline="") as file:
        for i, row in enumerate(csv.DictReader(file)):
            number = wanted.get(row["tx"])
            if number is not None and row["amount"] != "0":
                seeds[number] = [i, row["tx"], row["time"], row["from"], row["to"], row["asset"], row["amount"]]
    with open(f"{stem}.seeds.csv", "w") as out:
        out.write("row,tx_hash,timestamp,victim,recipient,asset,amount\n")
        for number in range(len(chosen)):
            out.write(",".join(map(str, seeds[number])) + "\n")
    with open(f"{folder}/labels.csv", newline="") as file, open(f"{stem}.labels.csv", "w") as out:
        out.write("address,label,kind\n")
        labelled = {r["address"]: r for r in csv.DictReader(file) if r["category"] in STOPPING and int(r["confidence"]) >= 60}
        for address, row in labelled.items():
            out.write(f"{address},{row['label']},{row['category']}\n")
    names = {case["id"]: number for number, case in enumerate(chosen)}
    with open(f"{folder}/truth.csv", newline="") as file, open(f"{stem}.truth.csv", "w") as out:
        out.write("seed,hop,pattern,address\n")
        for row in csv.DictReader(file):
            if row["case"] in names and row["address"]:
                out.write(f"{names[row['case']]},0,{row['kind']},{row['address']}\n")
    os.rename(f"{folder}/transfers.csv", f"{stem}.csv")


if __name__ == "__main__":
    main()
