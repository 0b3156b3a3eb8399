"""Power loss under the real responder: whatever a disk had not synced may be gone, and no answered message is.

A recording layer keeps what the responder writes, syncs and sends. For each point of it the disk is rebuilt from what was synced and a
random choice of what was not, and opened as a start would.
"""
import concurrent.futures
import json
import os
import random
import re
import shutil
import subprocess
import tempfile
import time
import unittest

from disk import Disk, calls, content_of, driver, lay, shim
from house import wait_until
from pair import Crowd, Pair, faults

MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


class Judge:
    """A process that opens logs, and a folder of its own to open them in."""

    def __init__(self, program, source):
        self.source = source
        self.folder = tempfile.mkdtemp(prefix="power.", dir=MEMORY)
        self.process = subprocess.Popen([program, "judge"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def faults(self, content, answered):
        place = os.path.join(self.folder, "disk")
        lay(content, self.source, place)
        self.process.stdin.write(os.fsencode(place) + b"/state\n")
        self.process.stdin.flush()
        lines = []
        while not (line := self.process.stdout.readline()).startswith((b"end ", b"refused ")):
            if not line:
                return ["the judge has ended"]
            lines.append(line)
        shutil.rmtree(place)
        if line.startswith(b"refused"):
            return [line.decode().strip()]
        found = faults(answered, json.loads(b"[" + b",".join(lines) + b"]"))
        if line != b"end 0\n":
            found.append(f"the mark is ahead of the log by {line[4:].decode().strip()}")
        return found

    def close(self):
        self.process.stdin.close()
        self.process.wait(10)
        self.process.stdout.close()
        shutil.rmtree(self.folder, ignore_errors=True)


class PowerLoss(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.program = driver()

    def open(self, settings=None):
        pair = Pair("power", settings)
        self.addCleanup(pair.clear)
        return pair

    def record(self, pair, turns, forget=""):
        """A run of the responder from start to stop with so many turns: its trace, and what visitors were answered."""
        trace = pair.place / "trace"
        pair.start(LD_PRELOAD=shim("recorder", pair.place), FAULTS_ROOT=str(pair.place), FAULTS_TRACE=str(trace), FAULTS_FORGET=forget)
        crowd = Crowd(pair, f"power-{random.randrange(1 << 32):08x}", 8)
        self.addCleanup(crowd.stop)
        wait_until(lambda: crowd.told >= turns or crowd.faults, 30, "turns are answered")
        crowd.stop()
        self.assertEqual(crowd.faults, [])
        self.assertEqual(pair.stop(), 0, pair.said)
        return list(calls(trace.read_bytes())), crowd.answered()

    def crash(self, pair, disk, trace, answered, points, seed, before=None):
        """Crashes at every call, again with other luck until there are so many points.

        How many there were, what was wrong at which, and three of the later disks with what had been answered by then. `before` is what
        was answered before the trace began.
        """
        chance = random.Random(seed)
        before = before or {}
        told, wrong, kept, count = {reply for said in before.values() for _, reply in said}, [], [], 0
        known = told | {reply for said in answered.values() for _, reply in said}
        # Closing changes nothing on disk.
        calls_left = sum(call[0] != "C" for call in trace)
        times = -(-points // calls_left)
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            judges = [Judge(self.program, str(pair.place)) for _ in range(2)]
            for judge in judges:
                self.addCleanup(judge.close)
            running = [None, None]

            def collect(number):
                if running[number]:
                    where, result = running[number]
                    wrong.extend(f"call {where}: {fault}" for fault in result.result()[:1])

            for place, call in enumerate(trace):
                disk.apply(call)
                if call[0] == "A":
                    told |= known & set(map(bytes.decode, re.findall(rb'"message_id":"([0-9a-f-]{36})"', call[1])))
                if call[0] == "C":
                    continue
                until = {conversation: [each for each in said if each[1] in told] for conversation, said in {**before, **answered}.items()}
                until = {conversation: said for conversation, said in until.items() if said}
                calls_left -= 1
                for _ in range(times):
                    content = disk.crashed(chance)
                    number = count % 2
                    collect(number)
                    running[number] = place, pool.submit(judges[number].faults, content, until)
                    count += 1
                if calls_left in (10, 40, 70):
                    kept.append((content, until))
            for number in range(2):
                collect(number)
        self.assertEqual(told, known, "each answer is in the trace")
        return count, wrong, kept

    def test_every_answered_message_is_there_after_a_power_loss_at_any_point(self):
        seed = int(os.environ.get("POWER_SEED", random.randrange(1 << 32)))
        began = time.monotonic()
        pair = self.open()
        trace, answered = self.record(pair, 60)
        count, wrong, kept = self.crash(pair, Disk(pair.place), trace, answered, 1000, seed)
        self.assertEqual(wrong, [], f"POWER_SEED={seed}")
        self.assertGreaterEqual(count, 1000)
        # And the responder itself starts on such a disk, shows each what it was answered, and goes on.
        for content, until in kept:
            self.starts_on(content, until, pair, answered)
        print(f"\npower loss under the responder: {count} crash points in {time.monotonic() - began:.0f} s, seed {seed}")

    def test_every_answered_message_is_there_after_a_power_loss_where_a_segment_ends(self):
        seed = int(os.environ.get("POWER_SEED", random.randrange(1 << 32)))
        pair = self.open({"JOURNAL_SEGMENT": "1"})
        log = pair.state / "log"
        pair.start()
        crowd = Crowd(pair, f"first-{random.randrange(1 << 32):08x}", 4)
        self.addCleanup(crowd.stop)
        # Looked at often: a crowd writes a tenth of a segment between two looks of wait_until.
        end = time.monotonic() + 20
        while sum(path.stat().st_size for path in log.iterdir()) < 0.8 * (1 << 20) and not crowd.faults and time.monotonic() < end:
            time.sleep(0.002)
        crowd.stop()
        self.assertEqual(pair.stop(), 0, pair.said)
        self.assertEqual(len(list(log.glob("*.jsonl"))), 1)
        start = content_of(pair.place)
        trace, answered = self.record(pair, 40)
        self.assertEqual(len(list(log.glob("*.jsonl"))), 2)
        count, wrong, _ = self.crash(pair, Disk(pair.place, start), trace, answered, 300, seed, crowd.answered())
        self.assertEqual(wrong, [], f"POWER_SEED={seed}")
        print(f"\npower loss where a segment ends: {count} crash points, seed {seed}")

    def starts_on(self, content, until, source, answered):
        pair = self.open()
        lay(content, str(source.place), str(pair.place))
        pair.start()
        self.assertEqual(faults(until, ({**event} for event in self.exported(pair))), [])
        crowd = Crowd(pair, f"after-{random.randrange(1 << 32):08x}", 2)
        wait_until(lambda: crowd.told >= 10 or crowd.faults, 10, "turns are answered")
        crowd.stop()
        self.assertEqual(crowd.faults, [])
        self.assertEqual(pair.stop(), 0, pair.said)
        self.assertEqual(faults({**until, **crowd.answered()}, self.exported(pair)), [])
        self.assertEqual(pair.command("verify").returncode, 0)

    def exported(self, pair):
        return [json.loads(line) for line in pair.command("export", "--unmasked").stdout.splitlines()]

    def test_the_same_test_fails_when_the_syncs_are_taken_out(self):
        for forgotten in ("fdatasync", "fsync"):
            with self.subTest(forgotten):
                pair = self.open()
                trace, answered = self.record(pair, 60, forget=forgotten)
                count, wrong, _ = self.crash(pair, Disk(pair.place), trace, answered, 300, 1)
                self.assertGreater(len(wrong), count / 5, wrong[:3])
                print(f"\npower loss without {forgotten}: {len(wrong)} of {count} crash points lose something")


if __name__ == "__main__":
    unittest.main()
