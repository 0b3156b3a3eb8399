"""Vendors on loopback, and the driver that calls them. Plain Python: what comes from PyPI is imported by the tests that need it."""
import http.server
import json
import os
import pathlib
import shutil
import socket
import ssl
import subprocess
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[3]
DRIVER = os.environ.get("OUTBOUND_DRIVER", str(ROOT / ".build/debug/OutboundDriver"))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(condition, seconds, what):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.02)
    raise AssertionError(f"{what}: not within {seconds} s")


def listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Driver:
    """The program around the wire. One order, one answer; `prefix` is what it is started by, if not by us."""

    def __init__(self, prefix=(), **environment):
        plain = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
        self.process = subprocess.Popen(
            [*prefix, DRIVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=plain | {"NO_PROXY": "127.0.0.1"} | environment)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait(timeout=20)
        self.process.stdout.close()

    def __call__(self, **order):
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, f"the driver ended with {self.process.poll()}"
        return json.loads(line)


class Vendor:
    """An HTTP server that keeps what it was sent, and answers as `answer(request)` says: (status, headers, body).

    With `certificate`, a pair of files, it speaks TLS.
    """

    def __init__(self, answer, certificate=None):
        vendor, self.requests = self, []

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                request = {"method": self.command, "path": self.path, "headers": dict(self.headers), "body": body}
                vendor.requests.append(request)
                status, headers, said = answer(request)
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)

            do_GET = do_POST = handle_any

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            def handle_error(self, *_):
                pass  # a client that goes away is what some tests are about

        self.server = Server(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*certificate)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True, do_handshake_on_connect=False)
        self.port = self.server.server_address[1]
        self.url = f"{'https' if certificate else 'http'}://127.0.0.1:{self.port}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


class Folder:
    """A temporary folder."""

    def __enter__(self):
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="outbound."))
        return self.path

    def __exit__(self, *_):
        shutil.rmtree(self.path, ignore_errors=True)


def certificate(folder, name="localhost", days=2):
    """A pair of files: a certificate for this machine that vouches for itself, and its key."""
    files = folder / f"{name}.pem", folder / f"{name}.key"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", str(days), "-subj", f"/CN={name}", "-addext",
         f"subjectAltName=DNS:{name}" + (",IP:127.0.0.1" if name == "localhost" else ""), "-out", files[0], "-keyout", files[1]],
        check=True, capture_output=True)
    return tuple(map(str, files))
