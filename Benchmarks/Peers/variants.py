"""Writes a generated ledger again in the harder ways that real files have: `variants.py t<ROWS>.csv INTO`.

permuted: columns in another order · quoted: every field in quotes · unsorted: rows shuffled · bad: one row in a hundred
has an amount that is no number · tron: TRON addresses and hashes · wide: no amount fits 64 bits · alone: every row its
own transaction, so that no row is half of a swap, as for the peers, which know no swaps
"""
import functools
import hashlib
import os
import random
import sys

KINDS = ("permuted", "quoted", "unsorted", "bad", "tron", "wide", "alone")
COLUMNS = "tx_hash,block,timestamp,from,to,asset,amount".split(",")
PERMUTED = "amount,to,asset,from,timestamp,tx_hash,block".split(",")
DIGITS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


@functools.lru_cache(maxsize=1 << 22)
def tron(address):
    payload = b"\x41" + bytes.fromhex(address[2:])
    payload += hashlib.sha256(hashlib.sha256(payload).digest()).digest()[:4]
    number, text = int.from_bytes(payload, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        text = DIGITS[digit] + text
    return text


def widen(amount):
    value = int(amount) or 1
    while value < 1 << 64:
        value *= 10
    return str(value)


def change(kind, i, cells):
    if kind == "permuted":
        row = dict(zip(COLUMNS, cells))
        return [row[name] for name in PERMUTED]
    if kind == "quoted":
        return [f'"{cell}"' for cell in cells]
    if kind == "bad" and i % 100 == 50:
        return [*cells[:6], "n/a"]
    if kind == "tron":
        return [cells[0][2:], cells[1], cells[2], tron(cells[3]), tron(cells[4]), *cells[5:]]
    if kind == "wide":
        return [*cells[:6], widen(cells[6])]
    if kind == "alone":
        return [f"0x{i:064x}", *cells[1:]]
    return cells


def main():
    source, into = sys.argv[1:]
    stem = os.path.join(into, os.path.basename(source)[:-4])
    for kind in KINDS:
        path = f"{stem}.{kind}.csv"
        if os.path.exists(path):
            continue
        with open(source) as lines, open(path + ".partial", "w") as out:
            next(lines)
            out.write(",".join(PERMUTED if kind == "permuted" else COLUMNS) + "\n")
            if kind == "unsorted":
                rows = lines.readlines()
                random.Random(1).shuffle(rows)
                out.writelines(rows)
            else:
                for i, line in enumerate(lines):
                    out.write(",".join(change(kind, i, line.rstrip("\n").split(","))) + "\n")
        os.rename(path + ".partial", path)


if __name__ == "__main__":
    main()
