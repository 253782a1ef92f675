#!/usr/bin/env python3
"""Draws findings at random for reading, and tallies what was read.

  draw.py BINARY TREES OUT.tsv [--seed S] [-n N]
      checks every folder of TREES, draws N (100) of all findings of warning and error, and
      writes one row each; prints them with their chain and source. A folded finding is
      drawn once, however many places it has.
  draw.py --tally OUT.tsv
      counts the verdicts by rule; exits with 1 while a row is unread.

The column `verdict` takes one word:
  right     the maintainers would merge a change for it, in this host, knowing its cost
  doubtful  the chain is true, and they would shrug; say why
  wrong     something that it says is false
Draw with a seed that nobody has seen, read before you mend, and keep the file.
"""
import argparse
import collections
import csv
import json
import pathlib
import random
import subprocess
import sys

COLUMNS = ["number", "tree", "rule", "severity", "place", "places", "verdict", "why"]


def tally(path):
    by = collections.defaultdict(collections.Counter)
    with open(path, newline="") as f:
        for row in csv.DictReader(f, delimiter="\t"):
            for key in (row["rule"], "all"):
                by[key][row["verdict"] or "unread"] += 1
    for rule in sorted(by, key=lambda k: (k == "all", -sum(by[k].values()))):
        print(f"{rule:34}" + "  ".join(f"{k} {v}" for k, v in sorted(by[rule].items())))
    return 1 if by["all"]["unread"] else 0


def findings(binary, tree):
    run = subprocess.run(
        [binary, "check", "--format", "json", "--no-artifact", "--no-cache", "--fail-on", "never", str(tree)],
        capture_output=True, text=True)
    try:
        return [f for f in json.loads(run.stdout)["findings"] if f["severity"] in ("warning", "error")], None
    except ValueError:
        return [], f"{tree.name}: exit {run.returncode} {run.stderr.strip()[:100]}"


def show(number, tree, f):
    print(f'\n=== {number}  {tree.name}  {f["severity"]} {f["rule"]}  {f["file"]}:{f["start"]["line"]}\n{f["message"]}')
    for step in f.get("chain") or []:
        print(f'    {step["file"]}:{step["line"]}  {step["message"]}')
    try:
        lines = (tree / f["file"]).read_text(errors="replace").split("\n")
    except OSError:
        print("    (source elsewhere)")
        return
    at = f["start"]["line"]
    for n in range(max(1, at - 6), min(len(lines), at + 6) + 1):
        print(f'{">" if n == at else " "}{n:6} {lines[n - 1][:160]}')


def draw(args):
    found, failed = [], []
    for tree in sorted(p for p in pathlib.Path(args.trees).iterdir() if p.is_dir()):
        some, fault = findings(args.binary, tree)
        found += [(tree, f) for f in some]
        if fault:
            failed.append(fault)
    found.sort(key=lambda x: (x[0].name, x[1]["file"], x[1]["start"]["line"], x[1]["rule"]))
    drawn = random.Random(args.seed).sample(found, min(args.n, len(found)))
    with open(args.out, "w", newline="") as f:
        rows = csv.writer(f, delimiter="\t")
        rows.writerow(COLUMNS)
        for number, (tree, x) in enumerate(drawn, 1):
            place = f'{x["file"]}:{x["start"]["line"]}'
            rows.writerow([number, tree.name, x["rule"], x["severity"], place, len(x.get("places") or [x]), "", ""])
            show(number, tree, x)
    print(f"\n{len(drawn)} of {len(found)} drawn, seed {args.seed}; {len(failed)} failed")
    for fault in failed:
        print(fault)


def main():
    if sys.argv[1:2] == ["--tally"] and len(sys.argv) == 3:
        sys.exit(tally(sys.argv[2]))
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("binary")
    p.add_argument("trees")
    p.add_argument("out")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("-n", type=int, default=100)
    draw(p.parse_args())


main()
