"""Notices, checked by software that others wrote: Standard Webhooks' own library, a mail server, TLS, a proxy."""
import email
import email.policy
import json
import os
import shutil
import subprocess
import threading
import time
import unittest

from vendors import DRIVER, Driver, Folder, Vendor, certificate, free_port, listens, wait_until

try:
    import standardwebhooks
except ImportError:
    standardwebhooks = None
try:
    import aiosmtpd.controller
    import aiosmtpd.smtp
except ImportError:
    aiosmtpd = None

NGINX = shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin")
KEY = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@unittest.skipUnless(standardwebhooks, "standardwebhooks is not here")
class Webhooks(unittest.TestCase):
    def receive(self, answer=lambda request: (204, {}, b""), **order):
        with Vendor(answer) as vendor, Driver() as driver:
            verdict = driver(**{"kind": "webhook", "url": vendor.url + "/hook", "key": KEY, "id": "d_1"} | order)
            return verdict, vendor.requests

    def test_the_librarys_own_check_accepts_every_delivery(self):
        data = {"nama": "Siti “A” 🙏", "urutan": 3, "tautan": "https://contoh.example/a?b=c&d", "kosong": None}
        verdict, requests = self.receive(data=data)
        self.assertEqual(verdict["verdict"], "done")
        headers = {name.lower(): value for name, value in requests[0]["headers"].items()}
        payload = standardwebhooks.Webhook(KEY).verify(requests[0]["body"].decode(), headers)
        self.assertEqual(payload, {"type": "handoff.waiting", "timestamp": "2026-11-24T23:19:20.000Z", "data": data})
        self.assertLess(abs(int(headers["webhook-timestamp"]) - time.time()), 60)

    def test_the_librarys_own_check_refuses_another_key_body_id_and_time(self):
        _, requests = self.receive(data={"a": 1})
        headers = {name.lower(): value for name, value in requests[0]["headers"].items()}
        body = requests[0]["body"].decode()
        changes = [
            ("whsec_" + "A" * 32, body, {}), (KEY, body.replace("1", "2"), {}), (KEY, body, {"webhook-id": "d_2"}),
            (KEY, body, {"webhook-timestamp": str(int(headers["webhook-timestamp"]) + 1)})]
        for key, text, change in changes:
            with self.assertRaises(standardwebhooks.WebhookVerificationError):
                standardwebhooks.Webhook(key).verify(text, headers | change)

    def test_a_receiver_that_was_down_gets_the_same_id_and_body_and_a_fresh_signature(self):
        answers = [(503, {"Retry-After": "2"}, b""), (200, {}, b"")]
        with Vendor(lambda request: answers.pop(0)) as vendor, Driver() as driver:
            order = {"kind": "webhook", "url": vendor.url, "key": KEY, "id": "d_7", "data": {"a": 1}}
            self.assertEqual(driver(**order), {"verdict": "retry", "because": "status_503", "after": 2.0})
            began = int(time.time())
            wait_until(lambda: time.time() >= began + 1.1, 5, "another second")
            self.assertEqual(driver(**order)["verdict"], "done")
            first, second = vendor.requests
        self.assertEqual(first["body"], second["body"])
        for request in (first, second):
            headers = {name.lower(): value for name, value in request["headers"].items()}
            self.assertEqual(headers["webhook-id"], "d_7")
            standardwebhooks.Webhook(KEY).verify(request["body"].decode(), headers)
        self.assertNotEqual(first["headers"]["webhook-timestamp"], second["headers"]["webhook-timestamp"])


class MailServer:
    """aiosmtpd around a list of what it took."""

    def __init__(self, **options):
        taken = self.taken = []

        class Handler:
            async def handle_DATA(self, server, session, envelope):
                taken.append(envelope)
                return "250 2.0.0 Ok: queued as 4XyZ"

            async def handle_RCPT(self, server, session, envelope, address, options):
                if address.startswith("gone@"):
                    return "550 5.1.1 nobody"
                envelope.rcpt_tos.append(address)
                return "250 ok"

        self.controller = aiosmtpd.controller.Controller(Handler(), hostname="127.0.0.1", port=free_port(), **options)

    def __enter__(self):
        self.controller.start()
        self.port = self.controller.port
        return self

    def __exit__(self, *_):
        self.controller.stop()

    def message(self):
        return email.message_from_bytes(self.taken[-1].content, policy=email.policy.default)


@unittest.skipUnless(aiosmtpd, "aiosmtpd is not here")
class MailByOthers(unittest.TestCase):
    order = {"kind": "mail", "from": "Frontdesk <desk@contoh.example>", "to": ["ops@example.com"], "id": "d_9",
             "subject": "Pengunjung menunggu", "text": "Halo"}

    def test_a_message_is_read_as_it_was_written(self):
        subject = "Pengunjung “Siti” menunggu — 2 orang di depannya, sejak pukul 09.00 WIB 🙏 dan seterusnya, sampai akhir kalimat"
        text = "Baris satu.\n.\n..titik\nFrom awal\nspasi \t\n" + "é" * 300 + "\n= akhir"
        with MailServer() as server, Driver() as driver:
            verdict = driver(**self.order | {
                "url": f"smtp://127.0.0.1:{server.port}", "subject": subject, "text": text,
                "to": ["ops@example.com", "Tim Ops, satu <tim@example.com>", "Télé <tele@example.com>"]})
            message, envelope = server.message(), server.taken[-1]
        self.assertEqual(verdict, {"verdict": "done", "vendor_id": "2.0.0 Ok: queued as 4XyZ"})
        self.assertEqual(envelope.mail_from, "desk@contoh.example")
        self.assertEqual(envelope.rcpt_tos, ["ops@example.com", "tim@example.com", "tele@example.com"])
        self.assertEqual(message["subject"], subject)
        self.assertEqual(message.get_content().replace("\r\n", "\n"), text + "\n")
        self.assertEqual([(a.display_name, a.addr_spec) for a in message["to"].addresses],
                         [("", "ops@example.com"), ("Tim Ops, satu", "tim@example.com"), ("Télé", "tele@example.com")])
        self.assertEqual(message["from"].addresses[0].addr_spec, "desk@contoh.example")
        self.assertEqual(message["message-id"], "<d_9@contoh.example>")
        self.assertEqual(message["auto-submitted"], "auto-generated")
        self.assertLess(abs(message["date"].datetime.timestamp() - time.time()), 120)
        self.assertEqual(message.defects, [])
        self.assertTrue(all(len(line) <= 76 for line in envelope.content.split(b"\r\n")))

    def test_no_header_can_be_smuggled_in(self):
        with MailServer() as server, Driver() as driver:
            driver(**self.order | {"url": f"smtp://127.0.0.1:{server.port}", "subject": "x\r\nBcc: all@example.com\r\n\r\nbody", "text": "Halo"})
            message = server.message()
        self.assertEqual(sorted(set(name.lower() for name in message.keys())), [
            "auto-submitted", "content-transfer-encoding", "content-type", "date", "from", "message-id", "mime-version", "subject", "to"])
        self.assertEqual(server.taken[-1].rcpt_tos, ["ops@example.com"])

    def test_a_recipient_that_is_gone_does_not_keep_it_from_the_others(self):
        with MailServer() as server, Driver() as driver:
            url = f"smtp://127.0.0.1:{server.port}"
            verdict = driver(**self.order | {"url": url, "to": ["gone@example.com", "ops@example.com"]})
            self.assertEqual((verdict["verdict"], server.taken[-1].rcpt_tos), ("done", ["ops@example.com"]))
            self.assertEqual(driver(**self.order | {"url": url, "to": ["gone@example.com"]}), {"verdict": "permanent", "because": "status_550"})

    def test_a_password_is_given_over_tls_and_a_wrong_one_is_permanent(self):
        def check(server, session, envelope, mechanism, data):
            return aiosmtpd.smtp.AuthResult(success=(data.login, data.password) == (b"desk@x", b"p:q/r"), handled=False)

        import ssl
        with Folder() as folder:
            pair = certificate(folder)
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*pair)
            with MailServer(ssl_context=context, authenticator=check, auth_required=True, auth_require_tls=False) as server:
                with Driver(OUTBOUND_AUTHORITIES=pair[0]) as driver:
                    verdict = driver(**self.order | {"url": f"smtps://desk%40x:p%3Aq%2Fr@127.0.0.1:{server.port}"})
                    self.assertEqual(verdict["verdict"], "done")
                    verdict = driver(**self.order | {"url": f"smtps://desk%40x:wrong@127.0.0.1:{server.port}"})
                    self.assertEqual(verdict, {"verdict": "permanent", "because": "status_535"})
                # The system's authorities do not know this certificate.
                with Driver() as driver:
                    verdict = driver(**self.order | {"url": f"smtps://desk%40x:p%3Aq%2Fr@127.0.0.1:{server.port}"})
                    self.assertEqual((verdict["verdict"], verdict["because"]), ("retry", "untrusted"))
            self.assertEqual(len(server.taken), 1)

    def test_a_connection_turns_to_tls_where_the_server_is_not_this_machine(self):
        import ssl
        with Folder() as folder:
            pair = certificate(folder, "mail.contoh.example")
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*pair)
            # The proxy stands for the way there: it takes us to the server whatever its name.
            for options, verdict in [({"tls_context": context}, ("done", None)), ({}, ("retry", "untrusted"))]:
                with MailServer(**options) as server, Tunnel(server.port) as tunnel:
                    with Driver(OUTBOUND_AUTHORITIES=pair[0], ALL_PROXY=f"http://127.0.0.1:{tunnel.port}") as driver:
                        found = driver(**self.order | {"url": "smtp://mail.contoh.example:587"})
                self.assertEqual((found["verdict"], found.get("because")), verdict)
                self.assertEqual(tunnel.asked, ["CONNECT mail.contoh.example:587 HTTP/1.1"])
                self.assertEqual(len(server.taken), 1 if options else 0)


class Tunnel:
    """A proxy that takes every CONNECT to one port on loopback."""

    def __init__(self, port):
        import socket
        self.target, self.asked = port, []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.socket = socket

    def __enter__(self):
        threading.Thread(target=self.serve, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.listener.shutdown(self.socket.SHUT_RDWR)
        self.listener.close()

    def serve(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.connect, args=(client,), daemon=True).start()

    def connect(self, client):
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += client.recv(1)
        self.asked.append(head.split(b"\r\n")[0].decode())
        server = self.socket.create_connection(("127.0.0.1", self.target))
        client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        for source, sink in ((client, server), (server, client)):
            threading.Thread(target=self.copy, args=(source, sink), daemon=True).start()

    def copy(self, source, sink):
        try:
            while data := source.recv(65536):
                sink.sendall(data)
            sink.shutdown(self.socket.SHUT_WR)
        except OSError:
            pass  # one of the two has gone


class TrustAndWays(unittest.TestCase):
    order = {"kind": "waha", "chat": "120363000000000000@g.us", "text": "Halo"}

    def test_a_certificate_that_nobody_vouches_for_is_not_trusted(self):
        with Folder() as folder:
            pair, other = certificate(folder), certificate(folder, "other.example")
            with Vendor(lambda request: (201, {}, b"{}"), pair) as vendor, Vendor(lambda request: (201, {}, b"{}"), other) as impostor:
                with Driver() as driver:
                    self.assertEqual(driver(**self.order | {"url": vendor.url})["because"], "untrusted")
                self.assertEqual(vendor.requests, [])
                with Driver(OUTBOUND_AUTHORITIES=pair[0]) as driver:
                    self.assertEqual(driver(**self.order | {"url": vendor.url})["verdict"], "done")
                # Vouched for, and another's.
                with Driver(OUTBOUND_AUTHORITIES=other[0]) as driver:
                    self.assertEqual(driver(**self.order | {"url": impostor.url})["because"], "untrusted")
                self.assertEqual(impostor.requests, [])

    @unittest.skipUnless(NGINX, "nginx is not here")
    def test_a_vendor_that_speaks_http_2_is_spoken_to_in_it_over_tls_alone(self):
        with Folder() as folder:
            pair, tls, plain = certificate(folder), free_port(), free_port()
            said = """return 201 '{"id":"$server_protocol"}';"""
            (folder / "nginx.conf").write_text(f"""
                daemon off; pid {folder}/pid; events {{}}
                http {{
                    access_log off; client_body_temp_path {folder}/b; fastcgi_temp_path {folder}/f; proxy_temp_path {folder}/p;
                    uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s; ssl_certificate {pair[0]}; ssl_certificate_key {pair[1]};
                    server {{ listen 127.0.0.1:{tls} ssl http2; location / {{ {said} }} }}
                    server {{ listen 127.0.0.1:{plain}; location / {{ {said} }} }}
                }}""")
            server = subprocess.Popen([NGINX, "-e", "stderr", "-p", folder, "-c", folder / "nginx.conf"], stderr=subprocess.DEVNULL)
            try:
                wait_until(lambda: listens(tls) and listens(plain), 20, "nginx")
                with Driver(OUTBOUND_AUTHORITIES=pair[0]) as driver:
                    for _ in range(3):
                        self.assertEqual(driver(**self.order | {"url": f"https://127.0.0.1:{tls}"})["vendor_id"], "HTTP/2.0")
                    self.assertEqual(driver(**self.order | {"url": f"http://127.0.0.1:{plain}"})["vendor_id"], "HTTP/1.1")
            finally:
                server.terminate()
                server.wait(timeout=20)

    def test_the_environments_proxy_is_used_and_its_exceptions_are_kept(self):
        with Vendor(lambda request: (201, {}, b"{}")) as proxy, Vendor(lambda request: (201, {}, b"{}")) as vendor:
            with Driver(http_proxy=proxy.url, NO_PROXY="127.0.0.1") as driver:
                self.assertEqual(driver(**self.order | {"url": "http://waha.contoh.example"})["verdict"], "done")
                self.assertEqual(driver(**self.order | {"url": vendor.url})["verdict"], "done")
        self.assertEqual([request["path"] for request in proxy.requests], ["http://waha.contoh.example/api/sendText"])
        self.assertEqual([request["path"] for request in vendor.requests], ["/api/sendText"])

    def test_a_key_is_not_told_to_the_proxy_on_the_way_to_tls(self):
        with Folder() as folder:
            pair = certificate(folder, "waha.contoh.example")
            with Vendor(lambda request: (201, {}, b"{}"), pair) as vendor, Tunnel(vendor.port) as tunnel:
                with Driver(OUTBOUND_AUTHORITIES=pair[0], https_proxy=f"http://127.0.0.1:{tunnel.port}") as driver:
                    verdict = driver(**self.order | {"url": "https://waha.contoh.example", "key": "hunter2"})
                self.assertEqual(verdict["verdict"], "done")
                self.assertEqual(vendor.requests[0]["headers"]["X-Api-Key"], "hunter2")
                self.assertEqual(tunnel.asked, ["CONNECT waha.contoh.example:443 HTTP/1.1"])


class ANameServerThatIsSilent(unittest.TestCase):
    """In a mount namespace of its own the driver asks a name server on loopback that never answers, which takes ten seconds to find out."""

    def test_it_keeps_nobody_waiting_but_its_own_call(self):
        import socket
        with Folder() as folder, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
            try:
                silent.bind(("127.0.0.77", 53))
                subprocess.run(["unshare", "--mount", "mount", "--bind", "/etc/resolv.conf", "/etc/resolv.conf"], check=True, capture_output=True)
            except (OSError, subprocess.CalledProcessError):
                self.skipTest("a name server and a namespace of one's own are root's")
            (folder / "resolv.conf").write_text("nameserver 127.0.0.77\noptions timeout:5 attempts:2\n")
            start = ("unshare", "--mount", "sh", "-c", f'mount --bind {folder}/resolv.conf /etc/resolv.conf && exec "$0"')
            with Vendor(lambda request: (201, {}, b"{}")) as vendor, Driver(start) as driver:
                began = time.monotonic()
                for _ in range(2):
                    reply = driver(kind="model", url="http://vendor.contoh.example", model="m", input="x", seconds=1)
                    self.assertEqual((reply["failure"], reply["may_cost"]), ("timed_out", False))
                    self.assertEqual(driver(kind="waha", url=vendor.url, chat="1@g.us", text="x")["verdict"], "done")
                # Not a matter of speed: whoever waited for the resolver would have waited for twenty seconds.
                self.assertLess(time.monotonic() - began, 10)
                self.assertGreater(len(os.listdir(f"/proc/{driver.process.pid}/task")), 1)


class WhatIsLeftBehind(unittest.TestCase):
    """OUTBOUND_FAILURES=10000 for the whole of it."""

    def test_calls_that_fail_leave_no_descriptor_no_thread_and_no_memory(self):
        count = int(os.environ.get("OUTBOUND_FAILURES", "600"))
        import socket

        def misbehave(listener, end):
            while True:
                try:
                    client, _ = listener.accept()
                except OSError:
                    return
                threading.Thread(target=end, args=(client,), daemon=True).start()

        def read(client):
            client.settimeout(5)
            try:
                client.recv(65536)
            except OSError:
                pass

        def cut(client):
            read(client)
            client.sendall(b"HTTP/1.1 503 Sorry\r\nContent-Length: 100\r\n\r\n{")
            client.close()

        def garbage(client):
            read(client)
            client.sendall(b"220 ready\r\n\r\n")
            client.close()

        def refuse(client):
            client.sendall(b"554 no\r\n")
            read(client)
            client.close()

        def silent(client):
            try:
                while client.recv(65536):
                    pass
            except OSError:
                pass
            client.close()

        listeners = {}
        for end in (cut, garbage, refuse, silent):
            listeners[end] = socket.create_server(("127.0.0.1", 0), backlog=256)
            threading.Thread(target=misbehave, args=(listeners[end], end), daemon=True).start()
        port = {end: listener.getsockname()[1] for end, listener in listeners.items()}
        huge = b"data: " + b"x" * 300_000
        with Vendor(lambda request: (429, {"Retry-After": "3"}, b'{"error":{"code":"slow_down"}}')) as slow_down, \
                Vendor(lambda request: (200, {"Content-Type": "text/event-stream"}, huge)) as endless:
            model = {"kind": "model", "model": "m", "input": "Halo", "streams": True}
            waha = {"kind": "waha", "chat": "1@g.us", "text": "Halo"}
            orders = [
                waha | {"url": f"http://127.0.0.1:{free_port()}"}, waha | {"url": f"http://127.0.0.1:{port[cut]}"},
                model | {"url": f"http://127.0.0.1:{port[garbage]}"}, model | {"url": slow_down.url}, model | {"url": endless.url},
                waha | {"url": "http://" + "a" * 64 + ".invalid"}, waha | {"url": f"https://127.0.0.1:{port[garbage]}"},
                {"kind": "mail", "from": "a@b.c", "to": ["d@e.f"], "subject": "x", "text": "y", "url": f"smtp://127.0.0.1:{port[refuse]}"},
                {"kind": "webhook", "url": f"http://127.0.0.1:{port[cut]}", "key": KEY, "data": {}},
                # No time at all: over before it has begun, or just after.
                model | {"url": f"http://127.0.0.1:{port[silent]}", "seconds": 0}]
            plain = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
            run = subprocess.run([DRIVER, "failures", str(count)], input="\n".join(map(json.dumps, orders)), capture_output=True, text=True,
                                 timeout=1200, env=plain)
        for listener in listeners.values():
            listener.close()
        self.assertEqual(run.returncode, 0, run.stderr[-2000:])
        report = json.loads(run.stdout)
        if os.environ.get("OUTBOUND_FAILURES"):
            print(run.stdout, end="")
        before, after, stopped = report["before"], report["after"], report["stopped"]
        self.assertEqual(sum(report["outcomes"].values()), count)
        self.assertEqual({"wrong", "done", "answered"} & set(report["outcomes"]), set())
        self.assertGreaterEqual(len(report["outcomes"]), 8, report["outcomes"])
        # Kept connections are within the wire's limit before and after; once it has stopped there is none, nor its thread.
        self.assertLessEqual(after["descriptors"], before["descriptors"] + 16)
        self.assertLessEqual(after["threads"], before["threads"])
        self.assertLess(stopped["threads"], before["threads"])
        self.assertLess(stopped["descriptors"], 16)
        self.assertLess(after["bytes"] - before["bytes"], 4 << 20, report)


if __name__ == "__main__":
    unittest.main()
