"""A disk that refuses under the real responder: by a preloaded shim, and on a small file system of its own where there is root."""
import os
import random
import subprocess
import unittest

from disk import shim
from house import wait_until
from pair import Crowd, Pair, events, faults


class Refusals:
    """Questions that are asked once and must be refused: each gets 503 with Retry-After, and is in no log afterwards."""

    def __init__(self, pair, name):
        self.pair, self.name, self.keys = pair, name, []

    def ask(self):
        key = f"{self.name}-refused-{len(self.keys):04}"
        answer = self.pair.ask("POST", "/api/chat", {"messages": [{"role": "user", "content": f"{key}: berapa biayanya?"}], "client_message_id": key})
        if answer.status != 200:
            self.keys.append(key)
        return answer

    def found(self, log):
        wanted = set(self.keys)
        return [event for event in log if event["type"] == "visitorSaid" and event["data"].get("client_message_id") in wanted]


class RefusingDisk(unittest.TestCase):
    def house(self, name, place=None, settings=None):
        pair = Pair(name, settings, place)
        self.addCleanup(pair.clear)
        return pair

    def crowd(self, pair, count=4):
        crowd = Crowd(pair, f"refuse-{random.randrange(1 << 32):08x}", count)
        self.addCleanup(crowd.stop)
        return crowd

    def turns(self, crowd, count, seconds=20):
        wanted = crowd.told + count
        wait_until(lambda: crowd.told >= wanted or crowd.faults, seconds, "turns are answered")
        self.assertEqual(crowd.faults, [])

    def must_refuse(self, refusals, crowd, times):
        for _ in range(times):
            answer = refusals.ask()
            self.assertEqual(answer.status, 503, answer.body)
            self.assertEqual(answer.headers["Content-Type"], "application/problem+json; charset=utf-8")
            self.assertGreaterEqual(int(answer.headers["Retry-After"]), 1)
            self.assertGreaterEqual(answer.json["retry_after"], 1)
        # Reading goes on.
        self.assertEqual(refusals.pair.ask("GET", "/api/health").status, 200)
        visitor = next(visitor for visitor in crowd.visitors if visitor.session)
        answer = refusals.pair.ask("GET", "/api/chat/messages?after=0", headers={"Authorization": f"Session {visitor.session}"})
        self.assertEqual(answer.status, 200)
        self.assertTrue(answer.json["messages"])

    def check(self, pair, crowd, refusals, are_at_work=False):
        answered = crowd.answered()
        log = list(events(pair.state))
        self.assertEqual(faults(answered, log, are_at_work), [])
        self.assertEqual(refusals.found(log), [], "what was refused is not kept")

    def test_nothing_answered_is_lost_nothing_refused_is_kept_and_the_service_returns_by_itself(self):
        cases = ("write ENOSPC", "write EIO", "write short", "fdatasync EIO", "fdatasync ENOSPC", "write EROFS\nopen EROFS",
                 "fdatasync EIO\nfsync EIO\nopen EACCES", "write short\nopen ENOSPC")
        pair = self.house("refuse")
        control = pair.place / "control"
        shimmed = {"LD_PRELOAD": shim("refuse", pair.place), "FAULTS_ROOT": str(pair.state), "FAULTS_CONTROL": str(control)}
        pair.start(**shimmed)
        crowd, refusals = self.crowd(pair), Refusals(pair, "shim")
        for number, case in enumerate(cases):
            with self.subTest(case):
                self.turns(crowd, 20)
                control.with_suffix(".new").write_text(case + "\n")
                control.with_suffix(".new").rename(control)
                self.must_refuse(refusals, crowd, 5)
                if number % 2:
                    # What is in memory counts for nothing: killed while it refuses, and read from disk.
                    pair.kill()
                    self.check(pair, crowd, refusals)
                    control.unlink()
                    pair.start(**shimmed)
                else:
                    control.unlink()
                self.turns(crowd, 20)
                self.check(pair, crowd, refusals, are_at_work=True)
        self.assertGreaterEqual(pair.metrics()["frontdesk_journal_syncs_total"], 1)
        crowd.stop()
        pair.kill()
        self.check(pair, crowd, refusals)
        pair.start()
        self.assertEqual(pair.stop(), 0, pair.said)
        self.check(pair, crowd, refusals)
        self.assertEqual(pair.command("verify").returncode, 0)

    def test_a_start_on_a_disk_that_refuses_says_so_and_leaves_the_log_as_it_was(self):
        pair = self.house("start")
        control = pair.place / "control"
        pair.start()
        crowd = self.crowd(pair, 1)
        self.turns(crowd, 10)
        crowd.stop()
        self.assertEqual(pair.stop(), 0, pair.said)
        before = {path.name: path.read_bytes() for path in (pair.state / "log").iterdir()}
        for case, words in (("open EACCES", "Permission denied"), ("open EROFS", "Read-only file system"), ("fsync EIO", "Input/output error")):
            with self.subTest(case):
                control.write_text(case + "\n")
                pair.launch(LD_PRELOAD=shim("refuse", pair.place), FAULTS_ROOT=str(pair.state / "log"), FAULTS_CONTROL=str(control))
                self.assertEqual(pair.responder_process.wait(20), 1)
                self.assertIn(words, pair.said.splitlines()[-1])
                self.assertEqual({path.name: path.read_bytes() for path in (pair.state / "log").iterdir()}, before)
        control.unlink()
        pair.start()
        self.assertEqual(pair.stop(), 0, pair.said)
        self.assertEqual(faults(crowd.answered(), events(pair.state)), [])


if __name__ == "__main__":
    unittest.main()
