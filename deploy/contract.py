#!/usr/bin/env python3
"""Runs schemathesis against a running house: all its checks, static/openapi.yaml as the contract, every route of it.

Runs, each of a part of the routes with an authority:
  visitors, staff           with a session, with an admin's password; cases that are meant to be wrong as well (--mode all)
  visitors.right, staff.right, bearer   valid requests alone, deeper (--mode positive); the last with ADMIN_BEARER_TOKEN
  nobody                    the staff's routes without authority: whatever is sent, nothing may be answered but a refusal

Prints how many cases came past routing, limits and JSON to a handler; fewer than 60 % of those with authority, any failure, or an
answer of 500 or more, fails. Streams are asked by "nobody" alone, as an open one never ends; Tests/IntegrationTests reads them.
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
STAFF = "^/api/admin/|^/api/chat/(claim|send)$"
DEEPER = ("--mode", "positive", "--phases", "examples,fuzzing,stateful")
RUNS = {
    # name: (routes, routes left out, as whom, share of the examples, options)
    "visitors": ("", STAFF + "|/stream$", "session", 1, ("--mode", "all")),
    "staff": (STAFF, "/stream$", "password", 1, ("--mode", "all")),
    "bearer": (STAFF, "/stream$", "bearer", 2, DEEPER),
    "visitors.right": ("", STAFF + "|/stream$", "session", 8, DEEPER),
    "staff.right": (STAFF, "/stream$", "password", 8, DEEPER),
    "nobody": (STAFF, "", "nobody", 0.5, ("--mode", "all")),
}


class Run:
    """One call of schemathesis and what it counted."""

    def __init__(self, name, arguments, seed):
        routes, left_out, authority, share, options = RUNS[name]
        out = arguments.out / f"{name}.{seed}"
        tally = out.with_suffix(out.suffix + ".tally.json")
        log = out.with_suffix(out.suffix + ".log")
        command = [str(pathlib.Path(sys.executable).with_name("st")), "run", str(ROOT / "static/openapi.yaml"), "--url", arguments.url,
                   "--checks", "all", "--seed", str(seed), "--max-examples", str(max(2, round(arguments.examples * share))),
                   "--generation-database", "none", "--request-timeout", "35", "--continue-on-failure", "--no-color", *options]
        if routes:
            command += ["--include-path-regex", routes]
        if left_out:
            command += ["--exclude-path-regex", left_out]
        with open(log, "w", encoding="utf-8") as file:
            code = subprocess.run(command, stdout=file, stderr=subprocess.STDOUT, cwd=arguments.out, env={
                **os.environ, "PYTHONPATH": str(ROOT / "deploy"), "SCHEMATHESIS_HOOKS": "contract_hooks",
                "FRONTDESK_CONTRACT_URL": arguments.url, "FRONTDESK_CONTRACT_TALLY": str(tally),
                "FRONTDESK_CONTRACT_AUTHORITY": authority, "FRONTDESK_CONTRACT_PASSWORD": arguments.password,
                "FRONTDESK_CONTRACT_BEARER": arguments.bearer}).returncode
        text = log.read_text()
        if not tally.exists():
            print(text)
            raise SystemExit(f"{name}: schemathesis made no call")
        counts = json.loads(tally.read_text())
        found = re.search(r"(\d+) unique failures?", text) or re.search(r"(\d+) failed", text)
        self.failures = int(found.group(1)) if found else 0
        if code != 0:
            self.failures = max(self.failures, 1)
            print(text[-12_000:])
        self.name, self.cases, self.reached = name, counts.pop("cases"), counts.pop("reached")
        self.broken = sum(count for what, count in counts.items() if what[0] == "5" and what != "503 unavailable")
        print(f"{name}, seed {seed}: {self.cases} cases; " + ", ".join(f"{count} x {what}" for what, count in sorted(counts.items())), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", required=True)
    parser.add_argument("--out", required=True, type=pathlib.Path, help="where logs and counts go")
    parser.add_argument("--password", default="", help="of the admin named admin; without it the staff's routes are asked by nobody alone")
    parser.add_argument("--bearer", default="", help="ADMIN_BEARER_TOKEN of the house")
    parser.add_argument("--examples", type=int, default=4, help="per operation and phase of a run of wrong and right requests")
    parser.add_argument("--cases", type=int, default=0, help="goes on with other seeds until so many cases were sent")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--only", choices=RUNS, action="append", help="this run and no other")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    known = {"password": arguments.password, "bearer": arguments.bearer}
    names = [name for name in arguments.only or RUNS if known.get(RUNS[name][2], "there")]
    runs, seed = [], arguments.seed
    while True:
        runs += [Run(name, arguments, seed) for name in names]
        seed += 1
        if sum(run.cases for run in runs) >= arguments.cases:
            break
    known = [run for run in runs if run.name != "nobody"]
    cases, failures = sum(run.cases for run in runs), sum(run.failures for run in runs)
    reached, asked = sum(run.reached for run in known), sum(run.cases for run in known) or 1
    broken = sum(run.broken for run in runs)
    text = f"{cases} cases, {reached / asked:.0%} of those with authority reached a handler, {broken} answers of 500 or more, {failures} failures"
    print(text)
    enough = not known or reached / asked >= LEAST_REACHED
    if not enough:
        print(f"at least {LEAST_REACHED:.0%} must reach a handler")
    # For deploy/test: what passed and what failed, the share and the answers of 500 being checks of their own.
    passed = sum(run.failures == 0 for run in runs) + enough + (broken == 0)
    (arguments.out / "counts").write_text(f"{passed} {failures + (not enough) + (broken > 0)}\n")
    (arguments.out / "summary.txt").write_text(text + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
