"""kill -9 at any instant under load through nginx: what was answered is there, once and in order; what was sent again is there once."""
import json
import os
import random
import time
import unittest

from house import wait_until
from pair import Crowd, Pair, events, faults


class Kills(unittest.TestCase):
    def test_a_kill_at_any_instant_loses_no_answered_message_and_doubles_none_that_was_sent_again(self):
        for _ in range(int(os.environ.get("KILL_ROUNDS", 20)) // 20):
            self.kill(20, int(os.environ.get("KILL_SEED", random.randrange(1 << 32))))

    def kill(self, rounds, seed):
        chance = random.Random(seed)
        pair = Pair("kill")
        self.addCleanup(pair.clear)
        pair.start()
        crowd = Crowd(pair, f"kill-{seed:08x}", 8)
        self.addCleanup(crowd.stop)
        began = time.monotonic()
        for number in range(rounds):
            wanted = crowd.told + chance.randrange(1, 120)
            wait_until(lambda: crowd.told >= wanted or crowd.faults, 20, "turns are answered")
            time.sleep(chance.random() / 200)
            pair.kill()
            if number % 5 == 4:
                # One that is killed while it starts, too: it may have cut a torn tail, or not yet.
                pair.launch()
                time.sleep(chance.random() / 2)
                pair.kill()
            pair.start()
            answered = crowd.answered()
            self.assertEqual(faults(answered, events(pair.state), are_at_work=True), [], f"round {number}, KILL_SEED={seed}")
        crowd.stop()
        self.assertEqual(crowd.faults, [])
        answered = crowd.answered()
        self.assertEqual(faults(answered, events(pair.state)), [], f"KILL_SEED={seed}")
        self.assertGreater(crowd.told, 30 * rounds)
        self.assertGreater(crowd.retries, rounds)
        # And so the visitors see it.
        for visitor in crowd.visitors:
            answer = pair.ask("GET", "/api/chat/messages?after=0", headers={"Authorization": f"Session {visitor.session}"})
            kept = [message["message_id"] for message in answer.json["messages"]]
            said = next(reversed(visitor.conversations.values()))
            self.assertEqual([reply for _, reply in said if reply not in kept], [])
        self.assertEqual(pair.stop(), 0, pair.said)
        verified = pair.command("verify")
        self.assertEqual((verified.returncode, verified.stderr), (0, ""))
        print(f"\nkill -9: {rounds} rounds in {time.monotonic() - began:.0f} s, {crowd.told} answered, {crowd.retries} sent again, seed {seed}")


class TheCheckItself(unittest.TestCase):
    """A check that cannot fail proves nothing: each fault is named."""

    def log(self, *said):
        lines = [{"type": "conversationStarted", "data": {}}]
        for key, reply in said:
            lines += [{"type": "visitorSaid", "data": {"client_message_id": key}}, {"type": "botAnswered", "data": {"message_id": reply}}]
        return [{**line, "conversation_id": "a-conversation", "number": number} for number, line in enumerate(lines, 1)]

    def test_a_sound_log_has_no_fault(self):
        said = [("k1", "r1"), ("k2", "r2")]
        self.assertEqual(faults({"a-conversation": said}, self.log(*said)), [])
        self.assertEqual(faults({"a-conversation": said}, self.log(*said, ("k3", "r3"))), [], "its answer may have been lost on the way")

    def test_each_fault_is_named(self):
        said = [("k1", "r1"), ("k2", "r2")]
        whole = self.log(*said)
        other = [{**line, "conversation_id": "another-conversation"} for line in whole]
        broken = {
            "lost": self.log(("k1", "r1")), "all lost": [], "doubled": self.log(*said, ("k2", "r2")),
            "doubled elsewhere": whole + other, "swapped": self.log(*reversed(said)), "another reply": self.log(("k1", "r1"), ("k2", "r9")),
            "without its reply": whole[:-1], "a gap": whole[:2] + whole[3:], "two more": self.log(*said, ("k3", "r3"), ("k4", "r4")),
        }
        for name, log in broken.items():
            with self.subTest(name):
                self.assertNotEqual(faults({"a-conversation": said}, json.loads(json.dumps(log))), [])


if __name__ == "__main__":
    unittest.main()
