"""nginx, which stays, and a responder that a test starts, kills and starts again: what deploy/run would give up on.

And what the log is to hold: read from its files as they are, as jq would.
"""
import contextlib
import http.client
import json
import os
import pathlib
import signal
import subprocess
import threading
import time

from house import ROOT, WITHOUT_MODEL, House, free_port, state_folder, wait_until

BINARY = ROOT / ".build/release/frontdesk"


class Pair(House):
    """Everything lies in `place`; the state folder too, unless a test has a disk of its own for it."""

    def __init__(self, name, settings=None, state=None):
        self.port = free_port()
        self.place = state_folder(name)
        self.state = pathlib.Path(state) if state else self.place / "state"
        self.errors_path = self.place / "responder.log"
        self.environment = {**os.environ, **WITHOUT_MODEL, "RATELIMIT_MAX": "1000000", "STATE_DIR": str(self.state), "SWIFT_BACKTRACE": "enable=no",
                            "SITE_DIR": str(self.place / "site"), "NEXT_PUBLIC_SITE_URL": f"http://127.0.0.1:{self.port}", **(settings or {})}
        self.responder_process = None
        for folder in ("logs", "nginx", "site"):
            (self.place / folder).mkdir(parents=True, exist_ok=True)
        self.socket = self.place / "fcgi.sock"
        subprocess.run([ROOT / "deploy/nginx-conf", "--out", self.place / "nginx", "--state", self.place, "--site", self.place / "site",
                        "--socket", self.socket, "--port", str(self.port)], check=True, env=self.environment)
        program = next(path for path in ("/usr/sbin/nginx", "/usr/bin/nginx") if os.path.exists(path))
        self.nginx_process = subprocess.Popen(
            ["setpriv", "--pdeathsig", "TERM", program, "-e", "stderr", "-p", self.place / "nginx", "-c", "nginx.conf", "-g", "daemon off;"],
            stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    @property
    def said(self):
        return self.errors_path.read_text(errors="replace")

    def launch(self, **environment):
        """Starts the responder and does not wait for it."""
        with open(self.errors_path, "ab") as errors:
            self.responder_process = subprocess.Popen(
                [BINARY, "serve", "--socket", self.socket], cwd=ROOT, env={**self.environment, **environment}, stdin=subprocess.DEVNULL,
                stdout=errors, stderr=errors)
        return self

    def start(self, **environment):
        self.launch(**environment)
        wait_until(lambda: self.responder_process.poll() is not None or self.healthy(), 30, "the responder answers")
        if self.responder_process.poll() is not None:
            raise AssertionError(f"the responder ended with {self.responder_process.returncode}:\n{self.said}")
        return self

    def kill(self):
        self.responder_process.kill()
        self.responder_process.wait(10)

    def stop(self):
        """The responder's exit status."""
        self.responder_process.send_signal(signal.SIGTERM)
        return self.responder_process.wait(20)

    def clear(self):
        for process in (self.responder_process, self.nginx_process):
            if process and process.poll() is None:
                process.terminate()
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(10)
                if process.poll() is None:
                    process.kill()
                    process.wait(10)
        if "FRONTDESK_EVIDENCE" not in os.environ:
            subprocess.run(["rm", "--recursive", "--force", self.place], check=True)

    def command(self, *words):
        """A `frontdesk log` command on the state folder."""
        return subprocess.run([BINARY, "log", *words, "--state", self.state], capture_output=True, text=True, timeout=120)


class Visitor:
    """Says one thing after the other, each again and again under its own client_message_id until it is answered.

    With 16 characters or more, as a client's must be for its first message to be known again.
    """

    def __init__(self, pair, name, utterances=6):
        self.pair, self.name, self.utterances = pair, name, utterances
        self.link = None
        self.count = 0
        self.retries = 0
        self.patience = None   # when it gives up asking again, if ever
        self.session = None
        self.conversations = {}   # conversation_id: [(client_message_id, message_id)…], as they were answered

    def say(self):
        """One utterance, to its answer."""
        key = f"{self.name}-{self.count:06}"
        body = {"messages": [{"role": "user", "content": f"{key}: apa saja syarat izin PPIU?"}], "client_message_id": key}
        if self.count % self.utterances == 0:
            self.session = None
        if self.session:
            body["session_id"] = self.session
        while True:
            status, answer = self.ask(body)
            if status == 200:
                self.session = self.session or answer["session_id"]
                self.conversations.setdefault(answer["conversation_id"], []).append((key, answer["message_id"]))
                self.count += 1
                return
            if status not in (None, 429, 502, 503, 504):
                raise AssertionError(f"{key}: {status} {answer}")
            if self.patience and time.monotonic() > self.patience:
                raise AssertionError(f"{key}: still {status} {answer}")
            self.retries += 1
            time.sleep(0.01)

    def ask(self, body):
        """On a connection that is kept, as a browser's is; a status of None when there was no answer."""
        try:
            self.link = self.link or http.client.HTTPConnection("127.0.0.1", self.pair.port, timeout=15)
            self.link.request("POST", "/api/chat", json.dumps(body), {"Content-Type": "application/json"})
            response = self.link.getresponse()
            return response.status, json.loads(response.read() or b"null")
        except (OSError, http.client.HTTPException, ValueError):
            if self.link:
                self.link.close()
            self.link = None
            return None, None


class Crowd:
    """Visitors at work, each on a thread of its own, until `stop`; what was answered so far is asked for by `answered`."""

    def __init__(self, pair, name, count, utterances=6, pause=0):
        """`pause`: seconds between two utterances of each."""
        self.visitors = [Visitor(pair, f"{name}-{number:02}", utterances) for number in range(count)]
        self.pause = pause
        self.stopping = threading.Event()
        self.lock = threading.Lock()
        self.told = 0
        self.faults = []
        self.threads = [threading.Thread(target=self.work, args=(visitor,), daemon=True) for visitor in self.visitors]
        for thread in self.threads:
            thread.start()

    def work(self, visitor):
        try:
            while not self.stopping.is_set():
                visitor.say()
                with self.lock:
                    self.told += 1
                if self.pause:
                    self.stopping.wait(self.pause)
        except Exception as fault:  # shown by the test, which this thread is not
            self.faults.append(repr(fault))

    def stop(self):
        """Each has the answer to what it said last, or a fault."""
        for visitor in self.visitors:
            visitor.patience = time.monotonic() + 20
        self.stopping.set()
        for thread in self.threads:
            thread.join(30)
        for visitor in self.visitors:
            if visitor.link:
                visitor.link.close()
        assert not any(thread.is_alive() for thread in self.threads), "a visitor has waited 30 s for an answer"

    @property
    def retries(self):
        return sum(visitor.retries for visitor in self.visitors)

    def answered(self):
        return {conversation: list(said) for visitor in self.visitors for conversation, said in list(visitor.conversations.items())}


def events(state):
    """The log's whole runs as they stand in its files, in order; a run that is being written is left out."""
    for path in sorted(pathlib.Path(state, "log").glob("*.jsonl")):
        run = []
        for line in path.read_bytes().split(b"\n")[:-1]:
            run.append(json.loads(line))
            if run[-1]["left"] == 0:
                yield from run
                run = []


def faults(answered, log, are_at_work=False):
    """What is wrong with a log, given what visitors have been answered: an empty list when nothing is.

    Each conversation is numbered without a gap, begins once, and has a reply after each utterance; it holds what was answered, in order,
    and at most one utterance more, whose answer did not arrive (more, while its visitors `are_at_work`). No client_message_id is there
    twice, wherever.
    """
    found, conversations, keys = [], {}, {}
    for event in log:
        stream = event.get("conversation_id", "")
        if "-" not in stream and len(stream) < 16 or event["type"] == "erased":
            continue  # the desk's own streams
        kept = conversations.setdefault(stream, {"number": 0, "said": [], "replies": {}, "open": None, "starts": 0})
        kept["number"] += 1
        if event["number"] != kept["number"]:
            found.append(f"{stream}: number {event['number']} where {kept['number']} should be")
            kept["number"] = event["number"]
        data = event["data"]
        if event["type"] == "conversationStarted":
            kept["starts"] += 1
        elif event["type"] == "visitorSaid":
            key = data.get("client_message_id")
            if key in keys:
                found.append(f"{key} is in the log twice: in {keys[key]} and {stream}")
            keys[key] = stream
            kept["said"].append(key)
            kept["open"] = key
        elif event["type"] == "botAnswered":
            if kept["open"]:
                kept["replies"][kept["open"]] = data["message_id"]
            kept["open"] = None
    for stream, kept in conversations.items():
        if kept["starts"] != 1:
            found.append(f"{stream} begins {kept['starts']} times")
        if kept["open"]:
            found.append(f"{stream}: {kept['open']} has no reply")
    for stream, said in answered.items():
        kept = conversations.get(stream, {"said": [], "replies": {}})
        have = kept["said"]
        if have[:len(said)] != [key for key, _ in said]:
            found.append(f"{stream}: answered {[key for key, _ in said]}, the log holds {have}")
        elif len(have) > len(said) + 1 and not are_at_work:
            found.append(f"{stream}: more than one utterance after {said[-1][0]}: {have[len(said):]}")
        for key, reply in said:
            if key in have and kept["replies"].get(key) != reply:
                found.append(f"{key}: answered by {reply}, the log holds {kept['replies'].get(key)}")
    return found
