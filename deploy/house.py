"""The whole house, for tests and benchmarks: deploy/run with a port and a state folder of its own, and what to ask it with.

Plain Python and nothing installed. Who waits, waits for a condition, with a limit, never for a time.
"""
import http.client
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[1]
EVIDENCE = os.environ.get("FRONTDESK_EVIDENCE")
# A key of a language model in the environment is for the tests that say so, and no other's money.
WITHOUT_MODEL = {"LLM_PROVIDER": "none", "OPENAI_API_KEY": "", "ANTHROPIC_API_KEY": ""}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(condition, seconds, what):
    """Returns the first true value of `condition()`, asked every 20 ms for `seconds`."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.02)
    raise AssertionError(f"{what}: not within {seconds} s")


def state_folder(name):
    """A new folder, short enough for a socket's path; kept under FRONTDESK_EVIDENCE if that is set."""
    if EVIDENCE:
        os.makedirs(EVIDENCE, exist_ok=True)
        return pathlib.Path(tempfile.mkdtemp(prefix=f"{name}.", dir=EVIDENCE))
    return pathlib.Path(tempfile.mkdtemp(prefix=f"frontdesk-{name}."))


def processes_of(state):
    """Process ids that have to do with the state folder: named on the command line, or with a file of it open (nginx's
    workers, whose title names nothing)."""
    found, folder = [], str(state)
    for entry in os.listdir("/proc"):
        if not entry.isdigit() or int(entry) == os.getpid():
            continue
        try:
            words = pathlib.Path("/proc", entry, "cmdline").read_bytes()
            if folder.encode() in words or any(os.readlink(link).startswith(folder) for link in pathlib.Path("/proc", entry, "fd").iterdir()):
                found.append(int(entry))
        except OSError:
            continue  # it has ended meanwhile, or is another user's
    return found


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()

    @property
    def json(self):
        return json.loads(self.body)

    def values(self, name):
        return self.headers.get_all(name) or []


class House:
    """One running deploy/run."""

    def __init__(self, name, settings=None, arguments=("--no-build",), state=None, port=None, root=ROOT, prefix=()):
        self.port = port or free_port()
        self.state = pathlib.Path(state) if state else state_folder(name)
        self.errors_path = self.state.with_name(self.state.name + ".run.log")
        self.errors_file = open(self.errors_path, "wb")
        environment = {**os.environ, **WITHOUT_MODEL, **(settings or {})}
        self.process = subprocess.Popen(
            [*prefix, str(pathlib.Path(root, "deploy", "run")), "--port", str(self.port), "--state", str(self.state), *arguments],
            cwd=root, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self.errors_file, text=True)

    @property
    def said(self):
        """What deploy/run and its two parts have written to standard error so far."""
        return self.errors_path.read_text(errors="replace")

    def ready(self):
        line = self.process.stdout.readline()
        if line != f"ready http://127.0.0.1:{self.port}\n":
            self.process.wait(10)
            raise AssertionError(f"deploy/run said {line!r}, ended with {self.process.returncode}:\n{self.said}")
        return self

    def stop(self, with_signal=signal.SIGTERM):
        """Its exit status."""
        if self.process.poll() is None:
            self.process.send_signal(with_signal)
        code = self.process.wait(20)
        self.process.stdout.close()
        self.errors_file.close()
        return code

    def clear(self):
        if self.process.poll() is None:
            self.stop()
        self.process.stdout.close()
        self.errors_file.close()
        if not EVIDENCE:
            shutil.rmtree(self.state, ignore_errors=True)
            self.errors_path.unlink(missing_ok=True)

    def ask(self, method, path, body=None, headers=None, host=None, timeout=15):
        """One request on a connection of its own. A `dict` goes as JSON. The path is sent as it stands."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        headers = dict(headers or {})
        if isinstance(body, (dict, list)):
            body = json.dumps(body).encode()
            headers.setdefault("Content-Type", "application/json")
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            connection.putheader("Host", host or f"127.0.0.1:{self.port}")
            for name, value in headers.items():
                connection.putheader(name, value)
            if body is not None:
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def raw(self, request, timeout=5):
        """What comes back for bytes sent as they are, until the other end closes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout) as link:
            link.sendall(request)
            parts = []
            while part := link.recv(65536):
                parts.append(part)
            return b"".join(parts)

    @property
    def password(self):
        return (self.state / "admin-password").read_text().strip()

    def healthy(self):
        try:
            return self.ask("GET", "/api/health", timeout=2).status == 200
        except OSError:
            return False

    def responder(self):
        """The responder's process id."""
        for pid in processes_of(self.state):
            try:
                words = pathlib.Path("/proc", str(pid), "cmdline").read_bytes().split(b"\0")
            except FileNotFoundError:
                continue
            if b"serve" in words and b"--socket" in words:
                return pid
        return None

    def nginx(self):
        """The process id of nginx's master; None between two of them."""
        try:
            return int((self.state / "nginx" / "nginx.pid").read_text())
        except (FileNotFoundError, ValueError):
            return None

    def workers(self):
        """The process ids of nginx's workers."""
        return [int(pid) for pid in pathlib.Path(f"/proc/{self.nginx()}/task/{self.nginx()}/children").read_text().split()]

    def metrics(self):
        """The responder's counters, by name."""
        return metrics(self.ask("GET", "/api/metrics").body.decode())


def fastcgi(method, path, body=b"", headers=None, query=""):
    """The bytes of one FastCGI request, as nginx would send it for a visitor; for asking the responder without nginx."""
    variables = {"REQUEST_METHOD": method, "REQUEST_URI": path + ("?" + query if query else ""), "DOCUMENT_URI": path,
                 "QUERY_STRING": query, "CONTENT_LENGTH": str(len(body)) if body else "", "CONTENT_TYPE": "application/json" if body else "",
                 "SERVER_PROTOCOL": "HTTP/1.1", "REQUEST_SCHEME": "http", "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "80",
                 "REMOTE_ADDR": "127.0.0.1", "REQUEST_ID": os.urandom(16).hex(), "FRONTDESK_REALM": "public", "FRONTDESK_ADMIN": "",
                 "REMOTE_USER": "", "HTTP_HOST": "127.0.0.1", **(headers or {})}

    def size(count):
        return bytes([count]) if count < 128 else (count | 1 << 31).to_bytes(4, "big")

    def record(kind, content):
        return bytes([1, kind, 0, 1]) + len(content).to_bytes(2, "big") + b"\0\0" + content

    pairs = b"".join(size(len(name)) + size(len(value.encode())) + name.encode() + value.encode() for name, value in variables.items())
    whole = record(1, b"\0\1\0" + bytes(5)) + record(4, pairs) + record(4, b"")
    return whole + b"".join(record(5, body[at:at + 32768]) for at in range(0, len(body), 32768)) + record(5, b"")


def fastcgi_output(answer):
    """What the STDOUT records of an answer hold: a head, an empty line, a body."""
    output, at = b"", 0
    while at + 8 <= len(answer):
        length = int.from_bytes(answer[at + 4:at + 6], "big")
        if answer[at + 1] == 6:
            output += answer[at + 8:at + 8 + length]
        at += 8 + length + answer[at + 6]
    return output


def metrics(text):
    """The samples of a Prometheus text without labels, by name."""
    samples = {}
    for line in text.splitlines():
        name, _, value = line.partition(" ")
        if name and not name.startswith("#") and "{" not in name:
            samples[name] = float(value)
    return samples


def processor_seconds(pid):
    """User and system time of all threads of a process so far."""
    fields = pathlib.Path("/proc", str(pid), "stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_bytes(pid):
    """The memory of a process that is in RAM (VmRSS)."""
    status = pathlib.Path("/proc", str(pid), "status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) * 1024


class HouseCase(unittest.TestCase):
    """One house for all tests of the class."""

    settings = {}
    house: House

    @classmethod
    def setUpClass(cls):
        cls.house = House(cls.__name__, cls.settings)
        cls.addClassCleanup(cls.house.clear)
        cls.house.ready()
