"""A disk that refuses under the real responder: by a preloaded shim, and on a small file system of its own where there is root."""
import errno
import os
import random
import shutil
import subprocess
import unittest

from disk import shim
from house import state_folder, wait_until
from pair import Crowd, Pair, events, faults


class Refusals:
    """Questions that are asked once, each in a new conversation or in one that was begun; those that were refused must be in no log."""

    def __init__(self, pair, name):
        self.pair, self.name, self.session, self.asked, self.keys = pair, name, None, 0, []

    def begin(self):
        self.session = self.ask().json["session_id"]
        return self

    def ask(self):
        self.asked += 1
        key = f"{self.name}-refused-{self.asked:04}"
        answer = self.pair.ask("POST", "/api/chat", {"messages": [{"role": "user", "content": f"{key}: berapa biayanya?"}],
                                                     "client_message_id": key, **({"session_id": self.session} if self.session else {})})
        if answer.status != 200:
            self.keys.append(key)
        return answer

    def found(self, log):
        wanted = set(self.keys)
        return [event for event in log if event["type"] == "visitorSaid" and event["data"].get("client_message_id") in wanted]


class RefusingDisk(unittest.TestCase):
    def house(self, name, state=None):
        pair = Pair(name, state=state)
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

    # --- a small file system, filled for real

    def small_disk(self):
        """A folder of 48 MB on a file system of its own, ext4 where there are loop devices, else in memory; unmounted at the end."""
        if os.geteuid() != 0:
            self.skipTest("only root can mount a small file system")
        place = state_folder("small")
        folder, image = place / "disk", place / "image"
        folder.mkdir()
        with open(image, "wb") as file:
            file.truncate(48 << 20)
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        ways = (["mount", "-o", "loop", image, folder], ["mount", "-t", "tmpfs", "-o", "size=48m,mode=0700", "tmpfs", folder])
        if not shutil.which("mkfs.ext4", path=os.environ["PATH"] + ":/usr/sbin:/sbin") or subprocess.run(
                [shutil.which("mkfs.ext4", path="/usr/sbin:/sbin:" + os.environ["PATH"]), "-q", "-F", "-m", "0", image], **quiet).returncode != 0:
            ways = ways[1:]
        self.addCleanup(shutil.rmtree, place)
        if not any(subprocess.run(way, **quiet).returncode == 0 for way in ways):
            self.skipTest("this machine lets not even root mount a file system")
        self.addCleanup(subprocess.run, ["umount", folder], check=True)
        return folder

    def test_a_disk_that_fills_is_told_of_then_takes_nothing_new_then_nothing_and_all_again_once_there_is_room(self):
        disk = self.small_disk()
        pair = self.house("full", state=disk / "state")
        ballast = disk / "ballast"

        def leave(share):
            """Fills the disk until this share of it is free."""
            space = os.statvfs(disk)
            room = space.f_bavail * space.f_frsize - int(share * space.f_blocks * space.f_frsize)
            with open(ballast, "ab") as file:
                try:
                    while room > 0:
                        room -= file.write(bytes(min(room, 65536)))
                        file.flush()
                except OSError as error:
                    self.assertEqual(error.errno, errno.ENOSPC)

        def first(text):
            return pair.ask("POST", "/api/chat", {"messages": [{"role": "user", "content": text}], "client_message_id": os.urandom(16).hex()})

        pair.start()
        crowd = Crowd(pair, f"small-{random.randrange(1 << 32):08x}", 4, utterances=1 << 20, pause=0.2)
        self.addCleanup(crowd.stop)
        refusals = Refusals(pair, "small").begin()
        self.turns(crowd, 10)
        self.assertNotIn("nearly full", pair.said)
        leave(0.08)
        wait_until(lambda: "the disk is nearly full" in pair.said, 10, "it is told that a tenth is left")
        self.assertEqual(first("halo").status, 200)
        leave(0.015)
        wait_until(lambda: "no new conversation begins" in pair.said, 10, "it is told that a fiftieth is left")
        answer = first("halo")
        self.assertEqual((answer.status, answer.headers["Retry-After"]), (503, "60"))
        # Those that run go on, until there is nothing left at all.
        self.turns(crowd, 8)
        leave(0)
        wait_until(lambda: refusals.ask().status == 503, 20, "nothing can be written any more")
        self.must_refuse(refusals, crowd, 3)
        pair.kill()
        self.check(pair, crowd, refusals)
        # It starts on a full disk, too: what was said can be read.
        leave(0)
        pair.start()
        self.must_refuse(refusals, crowd, 3)
        ballast.unlink()
        # By itself.
        self.turns(crowd, 20)
        wait_until(lambda: "the disk has room again" in pair.said, 10, "it is told that there is room")
        self.assertEqual(first("halo").status, 200)
        crowd.stop()
        self.check(pair, crowd, refusals)
        self.assertEqual(pair.stop(), 0, pair.said)
        self.assertEqual(pair.command("verify").returncode, 0)


if __name__ == "__main__":
    unittest.main()
