#!/usr/bin/env python3
"""Runs schemathesis against a running house: all its checks, static/openapi.yaml as the contract.

Two runs: "all" looks for what is wrongly accepted or refused, with cases that are meant to be wrong as well; "right" is made
of valid requests alone and goes deeper. Prints how many cases came past routing, limits and JSON to a handler; fewer than
60 % of them, or any failure, fails.
"""
import argparse
import json
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
LEAST_REACHED = 0.6


def run(name, url, out, examples, seed, *options):
    tally = out / f"{name}.tally.json"
    command = [str(pathlib.Path(sys.executable).with_name("st")), "run", str(ROOT / "static/openapi.yaml"), "--url", url,
               "--checks", "all", "--seed", str(seed), "--max-examples", str(examples), "--generation-database", "none",
               # The pages are HTML for people, with tests of their own (Tests/HTTPTests/PagesTests.swift, Tests/browser).
               # Pages; streams, which never end; and the staff's routes, which need a password and have tests of their own.
               "--exclude-path-regex", "^/chat|/stream$|^/api/admin/|^/api/chat/(claim|send)$|^/api/privacy/erase$",
               "--request-timeout", "35", "--continue-on-failure", "--no-color", *options]
    with open(out / f"{name}.log", "w", encoding="utf-8") as log:
        code = subprocess.run(command, stdout=log, stderr=subprocess.STDOUT, cwd=out, env={
            **os.environ, "PYTHONPATH": str(ROOT / "deploy"), "SCHEMATHESIS_HOOKS": "contract_hooks",
            "FRONTDESK_CONTRACT_URL": url, "FRONTDESK_CONTRACT_TALLY": str(tally)}).returncode
    text = (out / f"{name}.log").read_text()
    if not tally.exists():
        print(text)
        raise SystemExit(f"{name}: schemathesis made no call")
    counts = json.loads(tally.read_text())
    found = re.search(r"(\d+) unique failures?", text) or re.search(r"(\d+) failed", text)
    failures = int(found.group(1)) if found else 0
    if code != 0:
        failures = max(failures, 1)
        print(text[-12_000:])
    print(f"{name}: " + ", ".join(f"{count} x {what}" for what, count in sorted(counts.items()) if what not in ("cases", "reached")))
    return counts["cases"], counts["reached"], failures


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", required=True)
    parser.add_argument("--out", required=True, type=pathlib.Path, help="where logs and counts go")
    parser.add_argument("--examples", type=int, default=24, help="per operation and phase of the run of valid requests")
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    everything = run("all", arguments.url, arguments.out, max(10, arguments.examples // 4), arguments.seed, "--mode", "all")
    right = run("right", arguments.url, arguments.out, arguments.examples * 4, arguments.seed, "--mode", "positive",
                "--phases", "examples,fuzzing,stateful")
    cases, reached, failures = (sum(column) for column in zip(everything, right))
    share = reached / cases
    print(f"{cases} cases, {reached} reached a handler ({share:.0%}), {failures} failures")
    enough = share >= LEAST_REACHED
    if not enough:
        print(f"at least {LEAST_REACHED:.0%} must reach a handler")
    # For deploy/test: what passed and what failed, the share being a check of its own.
    (arguments.out / "counts").write_text(f"{2 - (everything[2] > 0) - (right[2] > 0) + enough} {failures + (not enough)}\n")
    (arguments.out / "summary.txt").write_text(f"{cases} cases, {reached} reached a handler ({share:.0%})\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
