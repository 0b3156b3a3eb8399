"""What went wrong in other chat products, each cause as a test against this one, through real nginx and the real program.

The names of the tests carry the advisory they learn from; the causes are in the README's threat model.
"""
import http.server
import json
import os
import re
import subprocess
import tempfile
import threading
import unittest
from pathlib import Path

from house import ROOT, HouseCase, wait_until
from person import Receiver, basic

BINARY = os.environ.get("FRONTDESK_BINARY", str(ROOT / ".build/release/frontdesk"))
BEARER = "a bearer for the tests, long enough"
SECRET = "whsec_" + "c2VjcmV0IGZvciB0aGUgdGVzdHMgb25seQ=="
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'


def routes():
    """(method, path) of every route of openapi.yaml, read without a library."""
    found, path = [], None
    for line in (ROOT / "static/openapi.yaml").read_text().split("\ncomponents:")[0].splitlines():
        if named := re.fullmatch(r"  (/\S*):", line):
            path = named[1]
        elif path and (method := re.fullmatch(r"    (get|post|delete|put|patch):", line)):
            found.append((method[1].upper(), path.replace("{id}", "0a0a0a0a").replace("{token}", "0a0a")))
    assert len(found) > 60, found
    return found


ROUTES = routes()


def is_staffs(path):
    return path.startswith("/api/admin/") or path in ("/api/chat/claim", "/api/chat/send")


class Listener:
    """Somebody on loopback whom nobody should call; it counts who does. With `to`, it sends callers on."""

    def __init__(self, to=None):
        self.calls = calls = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def answer(self):
                calls.append(self.path)
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                self.send_response(307 if to else 200)
                if to:
                    self.send_header("Location", to)
                self.end_headers()

            do_GET = do_POST = answer

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/called"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Mistakes(HouseCase):
    settings = {"RATELIMIT_MAX": "1000000", "ADMIN_AUTH_DELAY": "0", "ADMIN_BEARER_TOKEN": BEARER, "SUPPORT_HOURS": "Mon-Sun 00:00-24:00 Asia/Jakarta"}

    def begin(self, text="halo", **more):
        answer = self.house.ask("POST", "/api/chat", {"messages": [{"role": "user", "content": text}], **more})
        self.assertEqual(answer.status, 200, answer.body)
        return answer.json

    def as_session(self, session):
        return {"Authorization": f"Session {session}"}

    def admin(self, path, body=None, method=None, headers=None):
        return self.house.ask(method or ("GET" if body is None else "POST"), path, body,
                              {**basic("admin", self.house.password), "X-Frontdesk": "1", **(headers or {})})

    # --- files

    def test_no_route_takes_a_file_and_none_serves_a_strangers_inline__Chatwoot_CVE_2021_3741_LHC_CVE_2026_0483(self):
        form = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.svg"\r\nContent-Type: image/svg+xml\r\n\r\n' + SVG + b"\r\n--x--\r\n"
        session = self.begin()["session_id"]
        for method, path in ROUTES:
            if method != "POST":
                continue
            for kind, body in (("multipart/form-data; boundary=x", form), ("image/svg+xml", SVG), ("application/pdf", b"%PDF-1.7")):
                with self.subTest(path=path, kind=kind):
                    headers = {"Content-Type": kind, **(basic("admin", self.house.password) if is_staffs(path) else self.as_session(session)),
                               "X-Frontdesk": "1", "Origin": f"http://127.0.0.1:{self.house.port}"}
                    self.assertIn(self.house.ask(method, path, body, headers).status, (400, 401, 404, 415))
        made = self.house.ask("POST", "/api/checklist", {"name": "<svg onload=alert(1)>"}).json["url"]
        paper = self.house.ask("GET", made)
        self.assertEqual((paper.headers["Content-Type"], paper.headers["X-Content-Type-Options"]), ("application/pdf", "nosniff"))
        self.assertIn("default-src 'none'", paper.headers["Content-Security-Policy"])
        self.assertNotIn(b"/JavaScript", paper.body)

    # --- whose conversation it is

    def test_no_id_in_a_body_or_a_query_opens_anothers_conversation__Chatwoot_CVE_2026_115725(self):
        mine, theirs = self.begin("rahasiaku satu"), self.begin("rahasiamu dua")
        claims = {"conversation_id": theirs["conversation_id"], "source_id": theirs["conversation_id"], "visitor": theirs["conversation_id"],
                  "id": theirs["conversation_id"], "session": theirs["conversation_id"]}
        query = "&".join(f"{name}={value}" for name, value in claims.items())
        for method, path in ROUTES:
            if is_staffs(path) or path.endswith("/stream") or path == "/api/privacy/erase":
                continue
            with self.subTest(path=path):
                body = {**claims, "message_id": theirs["message_id"], "value": "up", "up_to": 1, "choice": "syarat", "code": "AAAA-AAAA"}
                answer = self.house.ask(method, path + "?" + query, body if method == "POST" else None, self.as_session(mine["session_id"]))
                self.assertNotIn(b"rahasiamu", answer.body)
                if "message_id" in body and path in ("/api/chat/choose", "/api/chat/refuse", "/api/chat/rate"):
                    self.assertEqual((answer.status, answer.json["code"]), (404, "message_unknown"))
        told = self.house.ask("GET", "/api/chat/messages?after=0", headers=self.as_session(theirs["session_id"])).json
        self.assertEqual([each["content"] for each in told["messages"] if each["role"] == "user"], ["rahasiamu dua"])

    def test_a_session_is_bound_to_one_conversation__RocketChat_livechat_loadHistory(self):
        mine, theirs = self.begin("rahasiaku"), self.begin("rahasiamu")
        mixed = [mine["conversation_id"], theirs["conversation_id"], mine["session_id"][:-1], mine["session_id"] + "A", mine["session_id"].swapcase(),
                 theirs["session_id"][:20] + mine["session_id"][20:], mine["session_id"][:20] + theirs["session_id"][20:], 
                 theirs["session_id"].split(".")[0] + "." + mine["session_id"].split(".")[1], "GENERAL", "null", "0", "undefined"]
        answers = {(answer.status, answer.body) for answer in (
            self.house.ask("GET", "/api/chat/messages?after=0", headers=self.as_session(token)) for token in mixed)}
        self.assertEqual({status for status, _ in answers}, {401})
        self.assertEqual(len(answers), 1, "another's, a mistyped and a made-up session look the same")

    def test_only_a_text_of_the_right_form_is_a_session__LHC_CVE_2022_1176_loose_comparison(self):
        self.begin()
        for token in (True, False, 0, 1, 1e9, "", "0", "0e0", " ", [], [""], {}, {"$ne": ""}, None, "true", "null", "A" * 43, "A" * 256):
            with self.subTest(token=token):
                answer = self.house.ask("POST", "/api/chat/typing", {"session_id": token})
                self.assertIn(answer.status, (401, 422))

    def test_a_typed_contact_is_a_label_and_no_key__ChatterMate_GHSA_rfh4_HiJiffy_CVE_2026_4262(self):
        contact = "ibu.contoh@surat.example"
        first = self.begin("rahasia keluarga")
        self.house.ask("POST", "/api/chat/escalate", {"channel": "webchat", "contact": contact, "name": "Ibu"}, self.as_session(first["session_id"]))
        second = self.begin("halo")
        self.house.ask("POST", "/api/chat/escalate", {"channel": "webchat", "contact": contact, "name": "Ibu"}, self.as_session(second["session_id"]))
        for path in ("/api/chat/messages?after=0", "/api/privacy/export", "/api/chat/transcript"):
            for more in ("", ("&" if "?" in path else "?") + f"visitor={contact}&email={contact}&contact={contact}"):
                self.assertNotIn(b"rahasia keluarga", self.house.ask("GET", path + more, headers=self.as_session(second["session_id"])).body)
        self.assertEqual(self.house.ask("GET", f"/api/chat/messages?after=0&email={contact}").status, 401)

    def test_a_repeated_client_message_id_reads_nobody_elses_answer(self):
        name = "0123456789abcdef-same-name"
        first = self.begin("apa syarat ppiu", client_message_id=name)
        other = self.begin("biayanya berapa", client_message_id=name)
        self.assertNotEqual(first["conversation_id"], other["conversation_id"])
        self.assertNotEqual(first["answer"], other["answer"])
        # The same words and name from another session of one's own: an answer of its own conversation.
        third = self.house.ask("POST", "/api/chat", {"messages": [{"role": "user", "content": "apa syarat ppiu"}], "client_message_id": name},
                               self.as_session(other["session_id"])).json
        self.assertEqual(third["conversation_id"], other["conversation_id"])
        self.assertNotEqual(third["message_id"], first["message_id"])

    # --- who may what

    def test_every_staff_route_asks_who_it_is_before_anything_else__LHC_CVE_2026_27954(self):
        session = self.begin()["session_id"]
        forged = {"Remote-User": "admin", "X-Forwarded-User": "admin", "X-Remote-User": "admin", "Frontdesk-Realm": "admin-basic", "Frontdesk-Admin": "admin",
                  "FRONTDESK_REALM": "admin-basic", "FRONTDESK_ADMIN": "admin", "REMOTE_USER": "admin", "X-Frontdesk": "1"}
        for method, path in ROUTES:
            if not is_staffs(path):
                continue
            for who in ({}, forged, {**forged, **basic("admin", "wrong")}, {**forged, "Authorization": "Bearer wrong"},
                        {**forged, **self.as_session(session)}, {**forged, "Cookie": f"session={session}"}):
                with self.subTest(path=path, who=sorted(who)):
                    answer = self.house.ask(method, path, None if method == "GET" else {}, who)
                    self.assertEqual((answer.status, answer.json["code"]), (401, "unauthorized"))

    def test_no_spelling_of_a_staff_route_is_another_door(self):
        for method, path in ROUTES:
            if not is_staffs(path):
                continue
            head, _, tail = path.rpartition("/")
            for spelling in (path + "/", head + "/" + tail.upper() if tail != tail.upper() else path + "//", path + "%2f", head + "/./" + tail + "/", head + "//" + tail + "/",
                             path + "%00", path + ";x", path + "%20", path + ".json" if "export" not in path else path + "%2e", head + "%2f" + tail):
                with self.subTest(path=spelling):
                    nobody = self.house.ask(method, spelling, None if method == "GET" else {}, {"X-Frontdesk": "1", "Frontdesk-Realm": "admin-basic"})
                    self.assertIn(nobody.status, (400, 401, 404))
                    self.assertNotIn(self.admin(spelling, None if method == "GET" else {}, method).status, range(200, 300))

    def test_on_a_public_route_nobody_is_an_admin(self):
        """A wrong password and forged names change nothing of an answer."""
        forged = {**basic("admin", "wrong"), "Remote-User": "admin", "X-Forwarded-User": "admin", "Frontdesk-Realm": "admin-basic",
                  "Frontdesk-Admin": "admin", "X-Frontdesk": "1"}
        for method, path in ROUTES:
            if is_staffs(path) or path in ("/api/metrics", "/api/events"):
                continue
            for who in (forged, {**forged, **basic("admin", self.house.password)}, {**forged, "Authorization": f"Bearer {BEARER}"}):
                with self.subTest(path=path, who=who["Authorization"][:8]):
                    body = None if method == "GET" else {}
                    self.assertEqual(self.house.ask(method, path, body, who).status, self.house.ask(method, path, body).status)

    def test_no_other_site_writes_with_an_admins_password__LHC_GHSA_hx77_rpg7_CSRF(self):
        begun = self.begin()
        body = {"conversation_id": begun["conversation_id"]}
        for what, headers, kind in (
                ("a form", {"X-Frontdesk": ""}, "application/x-www-form-urlencoded"), ("a form of text", {"X-Frontdesk": ""}, "text/plain"),
                ("no header", {"X-Frontdesk": "0"}, "application/json"), ("a foreign origin", {"Origin": "https://evil.example"}, "application/json"),
                ("no origin to name", {"Origin": "null"}, "application/json"), ("a form with the header", {}, "application/x-www-form-urlencoded")):
            with self.subTest(what):
                answer = self.admin("/api/chat/claim", body, headers={**headers, "Content-Type": kind})
                self.assertIn(answer.status, (403, 415))
        self.assertIsNone(self.admin(f"/api/admin/conversations/{begun['conversation_id']}").json["conversation"]["assignee"])
        # And a visitor's form takes no cookie along: Strict, for our own pages alone.
        answer = self.house.ask("POST", "/chat", b"message=halo", {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://127.0.0.1:{self.house.port}"})
        self.assertRegex(answer.headers["Set-Cookie"], r"HttpOnly; SameSite=Strict")
        for origin in ("https://evil.example", "null"):
            self.assertEqual(self.house.ask("POST", "/chat", b"message=halo", {"Content-Type": "application/x-www-form-urlencoded", "Origin": origin}).status, 403)

    # --- text stays text

    def test_a_text_is_kept_as_it_is_and_escaped_where_it_is_shown__Chatwoot_15779(self):
        text = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
        begun = self.begin(text)
        self.assertEqual(self.house.ask("GET", "/api/chat/messages?after=0", headers=self.as_session(begun["session_id"])).json["messages"][0]["content"], text)
        page = self.house.ask("GET", "/chat", headers={"Cookie": f"session={begun['session_id']}"})
        self.assertIn(b"&lt;script&gt;", page.body)
        self.assertNotIn(b"<script>alert", page.body)
        self.assertNotIn(b"<img src=x", page.body)

    def test_a_header_is_shown_to_nobody__LHC_CVE_2017_1000059(self):
        mark = "kepalaqwzx<script>"
        headers = {name: mark for name in ("User-Agent", "Referer", "X-Forwarded-For", "Accept-Language", "X-Requested-With", "From", "Via")}
        answer = self.house.ask("POST", "/api/chat", {"messages": [{"role": "user", "content": "halo"}]}, headers)
        self.assertEqual(answer.status, 200)
        self.assertNotIn(b"kepalaqwzx", answer.body)
        self.assertNotIn(b"kepalaqwzx", self.admin(f"/api/admin/conversations/{answer.json['conversation_id']}").body)
        for path in self.house.state.rglob("*"):
            if path.is_file() and not path.is_symlink():
                self.assertNotIn(b"kepalaqwzx", path.read_bytes(), path)

    def test_a_template_in_a_text_is_not_filled_in__LHC_GHSA_8wcc(self):
        for text in ("{{constructor.constructor('alert(1)')()}}", "{{7*7}}", "${7*7}", "{company}", "{legal}", "<%= 7*7 %>"):
            with self.subTest(text):
                begun = self.begin(text)
                self.house.ask("POST", "/api/chat/escalate", {"channel": "webchat", "name": text, "topic": text}, self.as_session(begun["session_id"]))
                seen = self.admin(f"/api/admin/conversations/{begun['conversation_id']}").json
                self.assertEqual((seen["messages"][0]["content"], seen["conversation"]["name"], seen["conversation"]["topic"]), (text, text, text))

    def test_the_console_may_run_our_files_and_nothing_else__tawk_CVE_2025_45960_ChatterMate_CVE_2026_24399(self):
        policy = self.admin("/admin/").headers["Content-Security-Policy"]
        for rule in ("default-src 'none'", "script-src 'self'", "require-trusted-types-for 'script'", "trusted-types 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
            self.assertIn(rule, policy)
        self.assertNotRegex(policy, r"unsafe|nonce|\*|script-src[^;]*data:")
        for script in (ROOT / "static").rglob("*.js"):
            self.assertNotRegex(script.read_text(), r"\binnerHTML\b|\bouterHTML\b|insertAdjacentHTML|document\.write|\beval\(|new Function", script)

    # --- nobody is called whom a stranger names

    def test_nothing_that_a_visitor_or_an_admin_sends_is_fetched__Typebot_CVE_2026_33712_CVE_2025_64709(self):
        listener = Listener()
        self.addCleanup(listener.close)
        url = listener.url
        session = self.begin(url)["session_id"]
        members = {name: url for name in ("url", "webhook", "callback", "flow", "script", "image", "avatar", "href", "page", "referrer", "to", "redirect", "contact")}
        for method, path in ROUTES:
            if path.endswith("/stream"):
                continue
            who = {**basic("admin", self.house.password), "X-Frontdesk": "1"} if is_staffs(path) else self.as_session(session)
            body = {**members, "messages": [{"role": "user", "content": url}], "text": url, "name": url, "topic": url, "content": url}
            self.house.ask(method, path + f"?url={url}&next={url}", None if method == "GET" else body, {**who, "Referer": url, "X-Forwarded-Host": url})
        self.assertEqual(listener.calls, [])

    def test_no_route_believes_a_vendor_that_did_not_sign__Typebot_CVE_2026_39969_Botpress_CVE_2026_4984(self):
        body = {"event": "message", "session": "default", "payload": {"from": "628000000000@c.us", "body": "/ambil", "url": "http://127.0.0.1:9/x"}}
        for path in ("/api/webhook", "/api/webhooks", "/api/waha", "/api/webhooks/waha", "/api/whatsapp", "/api/twilio", "/api/webhook/waha", "/api/waha/webhook"):
            for headers in ({}, {"X-Webhook-Hmac": "0" * 128, "X-Webhook-Hmac-Algorithm": "sha512"}, {"X-Hub-Signature-256": "sha256=" + "0" * 64}):
                with self.subTest(path=path):
                    self.assertIn(self.house.ask("POST", path, body, headers).status, (401, 403, 404))

    def test_a_path_of_ours_is_all_that_a_form_leads_to__Typebot_CVE_2024_30264(self):
        where = ("javascript:alert(1)", "//evil.example/", "https://evil.example/", "\\\\evil.example")
        for target in where:
            form = "&".join(f"{name}={target}" for name in ("message", "next", "redirect", "redirectPath", "return", "url", "lang")).encode()
            for path in ("/chat", "/chat/escalate", "/chat/checklist"):
                answer = self.house.ask("POST", path + f"?next={target}&redirect={target}", form,
                                        {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://127.0.0.1:{self.house.port}"})
                with self.subTest(path=path, target=target):
                    self.assertEqual(answer.status, 303)
                    self.assertRegex(answer.headers["Location"], r"\A/(chat(\?[^#]*)?#latest|api/checklist/[A-Za-z0-9_-]+)\Z")

    # --- secrets

    def test_what_opens_something_is_on_no_disk_in_clear__Typebot_CVE_2026_47702(self):
        session = self.begin()["session_id"]
        code = self.house.ask("POST", "/api/chat/resume", {}, self.as_session(session)).json["code"]
        self.admin("/api/admin/presence")
        secrets = [session, code, code.replace("-", ""), BEARER, basic("admin", self.house.password)["Authorization"].split()[1]]
        for path in self.house.state.rglob("*"):
            if path.is_file() and not path.is_symlink():
                data = path.read_bytes()
                for secret in secrets + ([self.house.password] if path.name != "admin-password" else []):
                    self.assertNotIn(secret.encode(), data, path)
        for secret in (session, code, BEARER):
            self.assertNotIn(secret, self.house.said)
        shown = subprocess.run([BINARY, "config"], capture_output=True, text=True, env={**os.environ, "ADMIN_BEARER_TOKEN": BEARER, "SMTP_URL": ""})
        self.assertNotIn(BEARER, shown.stdout + shown.stderr)
        self.assertIn("ADMIN_BEARER_TOKEN=***", shown.stdout)
        for argument in (Path("/proc", str(self.house.responder()), "cmdline").read_bytes(),):
            self.assertNotIn(BEARER.encode(), argument)

    # --- reading

    def test_an_object_where_a_text_is_wanted_is_refused__RocketChat_CVE_2021_22911_NoSQL(self):
        session = self.begin()["session_id"]
        operators = ({"$ne": ""}, {"$gt": ""}, {"$where": "1"}, {"$regex": ".*"}, ["a"], True, 1)
        for operator in operators:
            with self.subTest(operator=operator):
                for path, body in (("/api/chat", {"messages": [{"role": "user", "content": operator}]}), ("/api/chat", {"messages": [{"role": operator, "content": "a"}]}),
                                   ("/api/chat/choose", {"message_id": operator, "choice": "a"}), ("/api/chat/resume", {"code": operator}),
                                   ("/api/chat/escalate", {"channel": operator}), ("/api/leads", {"name": operator, "contact": "a@b.example"})):
                    self.assertEqual(self.house.ask("POST", path, body, self.as_session(session)).status, 422, (path, body))
                for path, body in (("/api/chat/claim", {"conversation_id": operator}), ("/api/admin/erase", {"contact": operator}), ("/api/admin/ask", {"text": operator})):
                    self.assertEqual(self.admin(path, body).status, 422, (path, body))

    def test_one_bad_frame_ends_nothing__Zammad_CVE_2020_10101(self):
        pid = self.house.responder()
        for body in (b"", b"\x00", b"{", b"[" * 60_000, b"\xff\xfe", b"{\"a\":" * 10_000, b"\"" + b"\\ud800" * 9_000 + b"\"", b"1e999999", b"nul"):
            for method, path in ROUTES:
                if method == "POST" and not path.startswith("/chat"):
                    who = {**basic("admin", self.house.password), "X-Frontdesk": "1"} if is_staffs(path) else {}
                    answer = self.house.ask("POST", path, body, {"Content-Type": "application/json", **who})
                    self.assertIn(answer.status, range(400, 500), (path, body[:20]))
        for raw in (b"\x16\x03\x01\x02\x00\x01\x00", b"GET /api/chat/stream HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n", b"\x81\x05hello"):
            try:
                self.house.raw(raw, timeout=2)
            except OSError:
                pass  # nginx may leave the connection open or reset it; either way nothing has ended
        self.assertEqual((self.house.responder(), self.house.healthy()), (pid, True))

    def test_content_holds_no_code__Rasa_CVE_2024_49375(self):
        content = json.loads((ROOT / "data/faq.json").read_text())
        intent = next(name for name, each in content["intents"].items() if each.get("sources"))
        with tempfile.TemporaryDirectory() as folder:
            for url in ("javascript:alert(1)", "data:text/html,x", "file:///etc/passwd"):
                content["intents"][intent]["sources"][0]["url"] = url
                path = Path(folder, "faq.json")
                path.write_text(json.dumps(content))
                checked = subprocess.run([BINARY, "faq", "check", str(path)], capture_output=True, text=True, cwd=ROOT)
                self.assertEqual(checked.returncode, 1, url)
                self.assertIn(f"intents.{intent}.sources[0].url", checked.stdout + checked.stderr)


class Codes(HouseCase):
    """As shipped: a code has forty random bits, and an address tries fifty at once and five a second from then on."""

    settings = {"RATELIMIT_ADDRESS_FACTOR": "1"}

    def test_a_short_code_cannot_be_tried_out__Typebot_CVE_2026_62862(self):
        begun = self.house.ask("POST", "/api/chat", {"messages": [{"role": "user", "content": "halo"}]}).json
        code = self.house.ask("POST", "/api/chat/resume", {}, {"Authorization": f"Session {begun['session_id']}"}).json["code"]
        self.assertRegex(code, r"\A[A-Z0-9]{4}-[A-Z0-9]{4}\Z")
        answers = [self.house.ask("POST", "/api/chat/resume", {"code": f"AAAA-{number:04}"}) for number in range(30)]
        self.assertLess(sum(answer.status == 404 for answer in answers), 10)
        self.assertGreater(sum(answer.status == 429 for answer in answers), 20)

    def test_a_code_opens_once(self):
        def ask(body, headers=None):
            return wait_until(lambda: (answer := self.house.ask("POST", "/api/chat/resume", body, headers)).status != 429 and answer, 20, "a token")
        begun = wait_until(lambda: (answer := self.house.ask("POST", "/api/chat", {"messages": [{"role": "user", "content": "halo"}]})).status == 200 and answer, 20, "a token").json
        code = ask({}, {"Authorization": f"Session {begun['session_id']}"}).json["code"]
        self.assertEqual([ask({"code": code}).status for _ in range(2)], [200, 404])


class Redirected(HouseCase):
    """A webhook goes to the address that was configured, and to no other that it names."""

    @classmethod
    def setUpClass(cls):
        cls.inside = Listener()
        cls.addClassCleanup(cls.inside.close)
        cls.webhook = Listener(to=cls.inside.url)
        cls.addClassCleanup(cls.webhook.close)
        cls.settings = {"NOTIFY_WEBHOOK_URL": cls.webhook.url, "NOTIFY_WEBHOOK_SECRET": SECRET, "RATELIMIT_MAX": "1000000",
                        "SUPPORT_HOURS": "Mon-Sun 00:00-24:00 Asia/Jakarta"}
        super().setUpClass()

    def test_a_redirect_of_a_vendor_is_not_followed__Typebot_CVE_2025_64709(self):
        answer = self.house.ask("POST", "/api/chat/escalate", {"channel": "webchat", "topic": "uji"})
        self.assertEqual(answer.status, 200)
        wait_until(lambda: self.webhook.calls, 20, "the webhook is called")
        self.assertEqual(self.inside.calls, [])


if __name__ == "__main__":
    unittest.main()
