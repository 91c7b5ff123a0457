"""Lets every contender take its turn, round after round, and keeps every raw figure with the time it was taken.

Prints the path of the JSON-lines file: first the conditions of the run, then one line a figure.
"""
import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time

from contenders import contenders


def output(*command, cwd=None):
    try:
        return subprocess.run(command, capture_output=True, text=True, cwd=cwd, timeout=60).stdout.strip()
    except (OSError, subprocess.TimeoutExpired):
        return ""


def first_line(text):
    return text.splitlines()[0] if text else ""


def sha256(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(1 << 22):
            digest.update(block)
    return digest.hexdigest()


def built_from(root):
    """The commit, and whether what was built is really that."""
    commit = output("git", "rev-parse", "HEAD", cwd=root)
    if output("git", "status", "--porcelain", "--untracked-files=no", cwd=root):
        commit += " with changes"
    programs = (".build/release/lymer", "Benchmarks/.build/release/lymer-bench")
    built = [os.path.getmtime(f"{root}/{program}") for program in programs if os.path.exists(f"{root}/{program}")]
    sources = [os.path.join(folder, file) for place in ("Sources", "Benchmarks/Sources")
               for folder, _, files in os.walk(f"{root}/{place}") for file in files]
    if built and sources and min(built) < max(map(os.path.getmtime, sources)):
        commit += "; BUILT BEFORE the newest source was written, so perhaps from another"
    return commit


def conditions(place, csv):
    cpu = dict(re.findall(r"^(.+?):\s+(.+)$", output("lscpu"), re.M))
    return {
        "conditions": {
            "commit": built_from(place.root),
            "input": os.path.basename(csv), "sha256": sha256(csv), "bytes": os.path.getsize(csv),
            "cpu": cpu.get("Model name", "?"), "cores": os.cpu_count(),
            "avx512": "avx512bw" in cpu.get("Flags", ""),
            "memory": first_line(open("/proc/meminfo").read()).split(":")[1].strip(),
            "kernel": output("uname", "-r"),
            "hugepages": open("/sys/kernel/mm/transparent_hugepage/enabled").read().strip()
            if os.path.exists("/sys/kernel/mm/transparent_hugepage/enabled") else "none",
            "swift": first_line(output("swift", "--version")), "g++": first_line(output("g++", "--version")),
            "flags": "lymer: swift build -c release, portable; C++: -O3 -march=native",
            "load at start": " ".join(open("/proc/loadavg").read().split()[:3]),
            "rounds": place.rounds, "reps": place.reps,
        }
    }


class Run:
    def __init__(self, place, raw):
        self.place, self.raw = place, raw
        self.start = time.monotonic()
        self.environment = {**os.environ, "REPS": str(place.reps), "PYTHONWARNINGS": "ignore"}

    def record(self, **line):
        self.raw.write(json.dumps(line) + "\n")
        self.raw.flush()

    def fail(self, contender, number, why):
        print(f"peers: {contender.name}: {why}", file=sys.stderr)
        self.record(contender=contender.name, round=number, failed=why)

    def turn(self, contender, number):
        """One turn: the contender's own figures, or its duration as a whole process."""
        if contender.needs and not os.path.exists(contender.needs):
            return self.fail(contender, number, "missing")
        if self.place.rows > contender.most_rows:
            return self.fail(contender, number, f"not for more than {contender.most_rows:,} rows")
        if not os.path.exists(contender.command[0]) and not shutil.which(contender.command[0]):
            return self.fail(contender, number, "missing")
        # A whole process is short and gets one turn unmeasured, so that the files it loads are in memory.
        repeats = 1 + self.place.reps if contender.whole else 1
        for repeat in range(repeats):
            began = time.monotonic()
            try:
                done = subprocess.run(
                    contender.command, capture_output=True, text=True, timeout=contender.seconds,
                    env=self.environment, cwd=self.place.scratch)
            except subprocess.TimeoutExpired:
                return self.fail(contender, number, f"not done after {contender.seconds} s")
            ended = time.monotonic()
            if done.returncode != 0:
                with open(f"{self.place.scratch}/logs/{contender.name}.err", "w") as log:
                    log.write(done.stderr)
                words = done.stderr.strip().splitlines()
                why = re.sub(r"[^ -~]", "", words[-1])[:120] if words else ""
                return self.fail(contender, number, f"exit {done.returncode}: {why}")
            when = {"round": number, "from": round(began - self.start, 3), "to": round(ended - self.start, 3)}
            if contender.whole:
                if repeat > 0:
                    self.record(contender=contender.name, peer=contender.name, n=self.place.rows, measure=contender.whole,
                                value=(ended - began) * 1e3, unit="ms", **when)
                continue
            for line in done.stdout.splitlines():
                if line.startswith("{"):
                    self.record(contender=contender.name, **json.loads(line), **when)


def main():
    parser = argparse.ArgumentParser()
    for name in ("--root", "--scratch"):
        parser.add_argument(name, required=True)
    for name in ("--rows", "--rounds", "--reps"):
        parser.add_argument(name, type=int, required=True)
    parser.add_argument("--only", default=".")
    parser.add_argument("--native", action="store_true")
    parser.add_argument("--variants", action="store_true")
    place = parser.parse_args()
    csv = f"{place.scratch}/data/t{place.rows}.csv"
    path = f"{place.scratch}/results/{time.strftime('%Y%m%d-%H%M%S')}-{place.rows}.jsonl"
    chosen = [c for c in contenders(place, place.rows, place.reps, place.native, place.variants)
              if re.search(place.only, c.name)]
    with open(path, "w") as raw:
        run = Run(place, raw)
        run.record(**conditions(place, csv))
        for number in range(1, place.rounds + 1):
            for contender in chosen:
                if number == 1 or contender.every_round:
                    print(f"peers: round {number}: {contender.name}", file=sys.stderr)
                    run.turn(contender, number)
    print(path)


if __name__ == "__main__":
    main()
