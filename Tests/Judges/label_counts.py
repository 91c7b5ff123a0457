#!/usr/bin/env python3
"""Counts what the public label lists hold, by other code than lymer's: label_counts.py FOLDER prints one JSON object.

Nothing but the standard library: its own reader for the few forms of YAML that packs have, its own Base58Check, Bech32,
Keccak and EIP-55.
"""
import csv, glob, hashlib, json, os, re, sys

B58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
BECH = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


def base58check(text):
    """The payload, or None where a letter or the checksum is wrong."""
    number = 0
    for letter in text:
        place = B58.find(letter)
        if place < 0:
            return None
        number = number * 58 + place
    data = number.to_bytes((number.bit_length() + 7) // 8, "big")
    data = b"\0" * (len(text) - len(text.lstrip("1"))) + data
    body, check = data[:-4], data[-4:]
    if len(data) < 5 or hashlib.sha256(hashlib.sha256(body).digest()).digest()[:4] != check:
        return None
    return body


def polymod(values):
    top = 1
    for value in values:
        high = top >> 25
        top = (top & 0x1FFFFFF) << 5 ^ value
        for i, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            if high >> i & 1:
                top ^= generator
    return top


def segwit(text, human):
    if text != text.lower() and text != text.upper():
        return False
    text = text.lower()
    if not text.startswith(human + "1") or len(text) > 90:
        return False
    data = [BECH.find(letter) for letter in text[len(human) + 1:]]
    if len(data) < 7 or -1 in data:
        return False
    expanded = [ord(c) >> 5 for c in human] + [0] + [ord(c) & 31 for c in human]
    bits = 5 * (len(data) - 7)
    size, slack, version = bits // 8, bits % 8, data[0]
    if not 2 <= size <= 40 or slack > 4 or data[-7] & ((1 << slack) - 1) or version > 16:
        return False
    if version == 0 and size not in (20, 32):
        return False
    return polymod(expanded + data) == (1 if version == 0 else 0x2BC830A3)


def rotate(word, by):
    return (word << by | word >> (64 - by)) & 0xFFFFFFFFFFFFFFFF if by else word


def keccak_f(lanes):
    state = 1
    for _ in range(24):
        column = [lanes[x] ^ lanes[x + 5] ^ lanes[x + 10] ^ lanes[x + 15] ^ lanes[x + 20] for x in range(5)]
        for x in range(5):
            delta = column[x - 1] ^ rotate(column[(x + 1) % 5], 1)
            for y in range(0, 25, 5):
                lanes[x + y] ^= delta
        x, y, current = 1, 0, lanes[1]
        for t in range(24):
            x, y = y, (2 * x + 3 * y) % 5
            lanes[x + 5 * y], current = rotate(current, (t + 1) * (t + 2) // 2 % 64), lanes[x + 5 * y]
        for y in range(0, 25, 5):
            row = lanes[y:y + 5]
            for x in range(5):
                lanes[x + y] = row[x] ^ (~row[(x + 1) % 5] & row[(x + 2) % 5])
        for j in range(7):
            if state & 1:
                lanes[0] ^= 1 << ((1 << j) - 1)
            state = (state << 1) ^ (0x171 if state >> 7 else 0)
    return lanes


def keccak256(message):
    block = bytearray(message) + b"\x01" + b"\0" * (135 - len(message))
    block[135] |= 0x80
    lanes = [int.from_bytes(block[i:i + 8], "little") for i in range(0, 136, 8)] + [0] * 8
    return b"".join(lane.to_bytes(8, "little") for lane in keccak_f(lanes)[:4])


def evm(text):
    if not re.fullmatch("0x[0-9a-fA-F]{40}", text):
        return False
    digits = text[2:]
    if digits in (digits.lower(), digits.upper()):
        return True
    digest = keccak256(digits.lower().encode()).hex()
    return all(c.isdigit() or c.isupper() == (int(digest[i], 16) > 7) for i, c in enumerate(digits))


def bitcoin(text):
    body = base58check(text)
    return body is not None and len(body) == 21 and body[0] in (0, 5) or segwit(text, "bc")


def tron(text):
    body = base58check(text)
    return body is not None and len(body) == 21 and body[0] == 0x41


def is_hash(text):
    return re.fullmatch("(0x)?[0-9a-fA-F]{64}", text) is not None


# ---- packs -----------------------------------------------------------------------------------------------------------


def scalar(text):
    text = text.strip()
    if text.startswith("'"):
        end = re.match(r"'((?:[^']|'')*)'", text)
        return end.group(1).replace("''", "'") if end else text
    if text.startswith('"'):
        end = re.match(r'"((?:[^"\\]|\\.)*)"', text)
        return end.group(1).replace('\\"', '"') if end else text
    return re.sub(r"\s+#.*$", "", text)


def pack(path):
    """Header and tags of a pack, as texts; lists as lists."""
    header, tags, current, key, inside = {}, [], None, None, False
    for line in open(path, encoding="utf-8"):
        line = line.rstrip("\n")
        if line.startswith("tags:"):
            inside, current, key = True, None, None
            continue
        match = re.match(r"^(\s*)(- )?([A-Za-z_]+):(?:\s+(.*)|\s*)$", line)
        item = re.match(r"^\s*- ([^:]+|'[^']*')$", line)
        if inside and match and match.group(2):
            current = {}
            tags.append(current)
            indent = len(match.group(1)) + 2
        elif match and match.group(1) and (not inside or len(match.group(1)) != indent):
            continue
        target = current if inside and current is not None else header
        if match and not (item and key):
            key = match.group(3)
            target[key] = scalar(match.group(4) or "")
        elif item and key:
            if not isinstance(target.get(key), list):
                target[key] = []
            target[key].append(scalar(item.group(1)))
    return header, tags


ROLES = {
    "exchange": 3, "vasp": 3, "virtual_asset_service_provider": 3, "hosted_wallet": 3, "wallet_service": 3, "wallet": 3,
    "payment_processor": 3, "gambling": 3, "guarantee_marketplace": 3, "darknet_market": 3, "dark_market": 3, "market": 3,
    "escrow": 3, "escrow_wallet": 3, "atm": 3, "crypto_atm": 3, "p2p": 3, "peer_to_peer_exchange": 3,
    "mixer": 2, "tumbler": 2, "mixing_service": 2, "coin_swapping": 2, "swapping": 2, "coin_swap": 2, "swap_service": 2,
    "coinjoin": 2, "bridge": 1, "defi_bridge": 1,
}


def role(category):
    return ROLES.get((category or "").lower().replace(" ", "_").replace("-", "_"), 0)


def count_packs(folder):
    files = sorted(glob.glob(os.path.join(folder, "packs", "**", "*.yaml"), recursive=True))
    labels, tags, blanks, hashes = {}, 0, 0, 0
    bitcoins, bitcoin_bad = set(), set()
    owners, roles = {}, {}
    for file in files:
        header, entries = pack(file)
        for entry in entries:
            tags += 1
            raw = entry["address"]
            text = raw.strip()
            blanks += raw != text
            labels.setdefault(text, set()).add(entry.get("label", header.get("label", "")))
            currency = entry.get("currency", header.get("currency", "")).upper()
            hashes += is_hash(text)
            if currency == "BTC" and text[:1] in ("1", "3") and all(letter in B58 for letter in text):
                bitcoins.add(text)
                if not bitcoin(text):
                    bitcoin_bad.add(text)
            good = bitcoin(text) if currency == "BTC" else evm(text) if currency == "ETH" else False
            if not good:
                continue
            place = (currency, text.lower() if currency == "ETH" else text)
            category = entry.get("category", header.get("category"))
            concepts = entry.get("concepts", header.get("concepts")) or []
            abuse = entry.get("abuse", header.get("abuse"))
            words = [category] * bool(category) + list(concepts) + [abuse] * bool(abuse)
            speaking = next((word for word in words if role(word)), None)
            actor = entry.get("actor", header.get("actor"))
            if actor:
                owners.setdefault(place, set()).add(actor.lower())
            if speaking:
                roles.setdefault(place, set()).add(role(speaking))
    both = {p for p, s in owners.items() if len(s) > 1} | {p for p, s in roles.items() if len(s) > 1}
    return {
        "packs": len(files), "tags": tags, "addresses": len(labels),
        "several": sum(len(s) > 1 for s in labels.values()), "blanks": blanks, "hashes": hashes,
        "bitcoin": len(bitcoins), "bitcoinBad": len(bitcoin_bad), "conflicts": len(both),
    }


# ---- other lists -----------------------------------------------------------------------------------------------------


def rows(path):
    """Rows of a CSV whose comments begin with #, without its header."""
    lines = [line for line in open(path, encoding="utf-8", newline="") if line.strip() and not line.startswith("#")]
    return list(csv.reader(lines))[1:]


def count_exposed(folder):
    base58_bad, bech32_bad, count = 0, 0, 0
    for file in sorted(glob.glob(os.path.join(folder, "*.csv"))):
        for row in rows(file):
            count += 1
            if row[0].lower().startswith("bc1"):
                bech32_bad += not segwit(row[0], "bc")
            else:
                base58_bad += not bitcoin(row[0])
    entities = json.load(open(os.path.join(folder, "entities.json"), encoding="utf-8"))["entities"]
    listed = json.load(open(os.path.join(folder, "ofac-addresses.json"), encoding="utf-8"))["addresses"]
    samples = [address for entity in entities for address in entity.get("sampleAddresses", [])]
    return {
        "rows": count, "base58Bad": base58_bad, "bech32Bad": bech32_bad, "samples": len(samples),
        "samplesBad": sum(not bitcoin(a) for a in samples), "listed": len(listed),
        "listedBad": sum(not bitcoin(a) and not tron(a) for a in listed),
    }


def count_sdn(folder):
    """Matches of the remarks of each party: alone, and joined with the second file."""
    found = re.compile(r"Digital Currency Address - (\S+) ([^;]+?)(?:;|\.?$)")
    rest = {}
    for row in csv.reader(open(os.path.join(folder, "sdn_comments.csv"), encoding="utf-8", newline="")):
        if row:
            rest[row[0]] = rest.get(row[0], "") + row[1]
    alone, joined, largest = 0, 0, (0, 0)
    for row in csv.reader(open(os.path.join(folder, "sdn.csv"), encoding="utf-8", newline="")):
        a = len(found.findall(row[11]))
        b = len(found.findall(row[11] + rest.get(row[0], "")))
        alone, joined = alone + a, joined + b
        if row[0] in rest:
            largest = (a, b)
    return {"alone": alone, "joined": joined, "cutAlone": largest[0], "cutJoined": largest[1]}


def count_tickers(folder):
    addresses = [a for f in sorted(glob.glob(os.path.join(folder, "*.txt"))) for a in open(f).read().split()]
    return {"lines": len(addresses), "hashes": sum(map(is_hash, addresses))}


def count_tron(folder):
    """Distinct texts that look like addresses of TRON in every list."""
    seen = set()
    for path in glob.glob(os.path.join(folder, "**", "*"), recursive=True):
        if os.path.isfile(path) and path.endswith((".csv", ".yaml", ".txt", ".json")):
            text = open(path, encoding="utf-8", errors="replace").read()
            seen |= set(re.findall(r"(?<![0-9A-Za-z])T[1-9A-HJ-NP-Za-km-z]{33}(?![0-9A-Za-z])", text))
    return {"addresses": len(seen), "bad": sum(not tron(text) for text in seen)}


if __name__ == "__main__":
    assert keccak256(b"").hex().startswith("c5d2460186f7233c927e7db2dcc703c0")
    root = sys.argv[1]
    print(json.dumps({
        "packs": count_packs(os.path.join(root, "tagpacks")),
        "exposed": count_exposed(os.path.join(root, "am-i-exposed")),
        "sdn": count_sdn(os.path.join(root, "ofac-sdn")),
        "tickers": count_tickers(os.path.join(root, "ofac")),
        "tron": count_tron(root),
    }))
