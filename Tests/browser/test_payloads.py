"""Texts made to be taken for code, through every field into every view, in a real browser under the real content policy: none runs, none
is reported by the policy, none breaks the form of what it stands in.

Has a house of its own (deploy/run), with a webhook and a mailbox on loopback. Runs where deploy/test runs the browser against the real
responder (FRONTDESK_URL), so that it runs once; PAYLOADS=1 runs it alone.
"""
import base64
import concurrent.futures
import csv
import email
import html.parser
import io
import json
import os
import re
import socketserver
import subprocess
import sys
import threading
import unittest
import urllib.parse
from pathlib import Path

from playwright.sync_api import sync_playwright

import payloads

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "deploy"))
from house import House, wait_until  # noqa: E402

SETTINGS = {"RATELIMIT_MAX": "10000000", "STREAMS_PER_ADDRESS": "1000", "STREAMS_PER_SESSION": "100", "ADMIN_AUTH_DELAY": "0",
            "SUPPORT_HOURS": "Mon-Sun 00:00-24:00 Asia/Jakarta", "WHATSAPP_NUMBER": "+62 800-0000-0000"}
VIEWS = ["conversations", "canned", "statistics", "audit", "leads", "deliveries", "answers", "ask"]
# What a page may not do on anybody's behalf; and how it would be noticed.
WATCH = """
window.__ran = [];
window.ran = () => { window.__ran.push(location.href) };
for (const name of ['alert', 'confirm', 'prompt', 'open']) window[name] = () => window.ran();
addEventListener('securitypolicyviolation', (e) => window.__ran.push('policy: ' + e.violatedDirective + ' ' + e.blockedURI + ' ' + e.sample));
"""


class Mailbox(socketserver.ThreadingTCPServer):
    """As much of SMTP as it takes to be sent a mail (RFC 5321); keeps what came."""

    daemon_threads = True

    class Handler(socketserver.StreamRequestHandler):
        def handle(self):
            self.wfile.write(b"220 mailbox\r\n")
            while line := self.rfile.readline():
                word = line.split(b" ")[0].strip().upper()
                if word == b"DATA":
                    self.wfile.write(b"354 go on\r\n")
                    lines = []
                    while (line := self.rfile.readline()) not in (b".\r\n", b""):
                        lines.append(line[1:] if line.startswith(b"..") else line)
                    self.server.kept.append(b"".join(lines))
                self.wfile.write(b"250 ok\r\n" if word != b"QUIT" else b"221 bye\r\n")
                if word == b"QUIT":
                    return

    def __init__(self):
        self.kept = []
        super().__init__(("127.0.0.1", 0), self.Handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Elements(html.parser.HTMLParser):
    """What of a page is none of ours: handlers, scripts without a file, frames, addresses that run."""

    def __init__(self, text):
        super().__init__()
        self.strange = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        names = dict(attributes)
        if tag in ("iframe", "object", "embed", "base", "math", "marquee") or tag == "script" and "src" not in names:
            self.strange.append(tag)
        self.strange += [f"{tag} {name}" for name, value in attributes
                         if name.startswith("on") or name in ("href", "src", "action", "formaction") and re.match(r"\s*(javascript|data:text|vbscript)", value or "", re.I)]


@unittest.skipUnless(os.environ.get("FRONTDESK_URL") or os.environ.get("PAYLOADS"), "runs with the real responder")
class Payloads(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.mailbox = Mailbox()
        cls.addClassCleanup(cls.mailbox.server_close)
        cls.addClassCleanup(cls.mailbox.shutdown)
        cls.house = House("payloads", {**SETTINGS, "NOTIFY_EMAIL": "tim@contoh.example",
                                       "SMTP_URL": f"smtp://127.0.0.1:{cls.mailbox.server_address[1]}"})
        cls.addClassCleanup(cls.house.clear)
        cls.house.ready()
        cls.address = f"http://127.0.0.1:{cls.house.port}"
        cls.admin_headers = {"Authorization": "Basic " + base64.b64encode(f"admin:{cls.house.password}".encode()).decode(), "X-Frontdesk": "1"}
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            cls.conversations = list(pool.map(cls.live, payloads.ALL))
        cls.long = cls.talk()
        play = sync_playwright().start()
        cls.addClassCleanup(play.stop)
        cls.browser = play.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), chromium_sandbox=os.getuid() != 0, args=["--disable-dev-shm-usage"])
        cls.addClassCleanup(cls.browser.close)

    # --- in

    @classmethod
    def ask(cls, path, body=None, session=None, admin=False, agent=None, method=None):
        headers = dict(cls.admin_headers) if admin else {"Authorization": f"Session {session}"} if session else {}
        if agent:
            headers["User-Agent"] = agent
        answer = cls.house.ask(method or ("GET" if body is None else "POST"), path, body, headers, timeout=30)
        # Refused is as good as kept; only an error of ours is not.
        assert answer.status < 500, (path, body, answer.status, answer.body)
        return answer

    @classmethod
    def live(cls, text):
        """A conversation with `text` in every field that takes one; its id."""
        agent = payloads.one_line(text)
        answer = cls.ask("/api/chat", {"messages": [{"role": "user", "content": text}], "page": text[:500], "referrer": text[:500]}, agent=agent)
        if answer.status != 200:  # nothing but white space is no question
            answer = cls.ask("/api/chat", {"messages": [{"role": "user", "content": "x" + text}]}, agent=agent)
        begun = answer.json
        session, conversation = begun["session_id"], begun["conversation_id"]
        cls.ask("/api/chat/escalate", {"channel": "webchat", "name": text[:100], "contact": "uji@contoh.example", "topic": text[:500]}, session, agent=agent)
        fence = cls.ask("/api/chat/claim", {"conversation_id": conversation}, admin=True).json.get("fence", 0)
        cls.ask("/api/chat/send", {"conversation_id": conversation, "content": text, "fence": fence, "client_message_id": text[:100]}, admin=True)
        place = f"/api/admin/conversations/{conversation}"
        cls.ask(place + "/notes", {"text": text}, admin=True)
        cls.ask(place + "/labels", {"label": text[:60]}, admin=True)
        cls.ask("/api/admin/canned", {"title": text[:100], "shortcut": re.sub(r"[\x00-\x20/\s]", "_", text)[:40] or "x", "text": text}, admin=True)
        lead = cls.ask("/api/leads", {"name": text[:100], "contact": "uji@contoh.example", "company": text[:100], "need": text[:500],
                                      "consent": {"wording_version": text[:50] or "1"}, "utm": {text[:40]: text[:100], "source": text[:100]},
                                      "page": text[:500], "intent": text[:64]}, session, agent=agent)
        if lead.status == 201:
            cls.ask(f"/api/admin/leads/{lead.json['lead_id']}", {"note": text}, admin=True)
        cls.ask("/api/events", {"events": [{"type": "cta_click", "intent": text[:64], "cta": text[:40], "variant": text[:40], "page": text[:100]}]})
        cls.ask("/api/admin/audits", {"conversation_id": conversation, "message_id": begun["message_id"], "right": False, "note": text[:500]}, admin=True)
        cls.ask(place + "/close", {"reason": text[:500]}, admin=True)
        cls.ask("/api/chat/rate", {"value": "down", "comment": text[:500]}, session)
        return conversation

    @classmethod
    def talk(cls):
        """One conversation with all the texts on either side; its session and id."""
        begun = cls.ask("/api/chat", {"messages": [{"role": "user", "content": "halo"}]}).json
        session, conversation = begun["session_id"], begun["conversation_id"]
        cls.ask("/api/chat/escalate", {"channel": "webchat", "name": payloads.ALL[0], "topic": payloads.ALL[1]}, session)
        fence = cls.ask("/api/chat/claim", {"conversation_id": conversation}, admin=True).json["fence"]
        for number, text in enumerate(payloads.ALL):
            cls.ask("/api/chat", {"messages": [{"role": "user", "content": text}]}, session)
            cls.ask("/api/chat/send", {"conversation_id": conversation, "content": text, "fence": fence, "client_message_id": str(number)}, admin=True)
        return session, conversation

    @classmethod
    def earlier(cls):
        """As `talk`, with the first half of the texts alone: what the widget has dropped of the whole."""
        begun = cls.ask("/api/chat", {"messages": [{"role": "user", "content": "halo"}]}).json
        for text in payloads.ALL[:len(payloads.ALL) // 2]:
            cls.ask("/api/chat", {"messages": [{"role": "user", "content": text}]}, begun["session_id"])
        return begun["session_id"], begun["conversation_id"]

    # --- out

    def context(self, **more):
        context = self.browser.new_context(base_url=self.address, reduced_motion="reduce", **more)
        self.addCleanup(context.close)
        context.add_init_script(WATCH)
        self.noticed = []
        context.on("dialog", lambda dialog: (self.noticed.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        context.on("weberror", lambda error: self.noticed.append(f"thrown: {error.error}"))
        # A browser that opens a text by its address asks for an icon, too.
        context.on("console", lambda message: message.type == "error" and not message.location["url"].endswith("/favicon.ico") and self.noticed.append(message.text))
        context.on("request", lambda request: request.url.startswith((self.address, "data:image/")) or self.noticed.append(f"asked: {request.url}"))
        return context

    def inert(self, page, what):
        self.assertEqual(page.evaluate("window.__ran"), [], what)
        self.assertEqual(self.noticed, [], what)
        # Nothing of a text became an element: ours are the only ones with a handler, a script, a frame or a foreign address.
        strangers = page.evaluate("""() => {
            const found = [];
            const walk = (root) => { for (const each of root.querySelectorAll('*')) {
                if (each.shadowRoot) walk(each.shadowRoot);
                if (/^(iframe|object|embed|base|marquee|math|plaintext)$/i.test(each.localName)) found.push(each.outerHTML.slice(0, 200));
                for (const { name, value } of each.attributes) {
                    if (/^on/i.test(name) || /^\\s*(javascript|data:text|vbscript)/i.test(value) && /^(href|src|action|formaction|data)$/i.test(name))
                        found.push(each.outerHTML.slice(0, 200));
                }
            } };
            walk(document);
            return found;
        }""")
        self.assertEqual(strangers, [], what)

    def test_the_widget_shows_them_as_text(self):
        for (session, conversation), text, least in ((self.long, "|| ran", 150), (self.earlier(), "<img src=x onerror=ran()>", 100)):
            self.widget(session, conversation, text, least)

    def widget(self, session, conversation, text, least):
        page = self.context().new_page()
        page.goto("/")
        page.evaluate("""([session, conversation]) => localStorage.setItem('frontdesk.chat', JSON.stringify(
            { version: 1, session, conversation, sequence: 0, seen: 0, messages: [] }))""", [session, conversation])
        page.reload()
        page.locator("chat-widget").get_by_role("button", name="Chat").first.click()
        log = page.get_by_role("log", name="Percakapan")
        # The widget keeps the newest 200 messages.
        log.get_by_text(text, exact=True).first.wait_for(timeout=60_000)
        self.assertGreater(log.locator("article").count(), least)
        log.locator("article").last.scroll_into_view_if_needed()
        self.inert(page, "widget")

    def test_the_page_without_javascript_shows_them_as_text(self):
        session, _ = self.long
        context = self.context()
        context.add_cookies([{"name": "session", "value": session, "url": self.address}])
        page = context.new_page()
        page.goto("/chat")
        self.assertIn("<img src=x onerror=ran()>", page.inner_text("body"))
        self.inert(page, "/chat")
        # What is typed comes back in the form of a refusal, too.
        for text in payloads.KINDS["attributes"] + payloads.KINDS["tags"][:12]:
            answer = context.request.post("/chat/lead", form={"name": text, "contact": text, "company": text, "need": text, "consent": "", "lang": "id"},
                                          headers={"Origin": self.address})
            self.assertLess(answer.status, 500)
            self.assertEqual(Elements(answer.text()).strange, [], text)

    def test_every_view_of_the_console_shows_them_as_text(self):
        context = self.context(http_credentials={"username": "admin", "password": self.house.password})
        page = context.new_page()
        for view in VIEWS:
            page.goto(f"/admin/?view={view}")
            page.get_by_role("navigation").wait_for()
            page.locator("main *").first.wait_for()
            page.wait_for_timeout(150)
            self.inert(page, view)

    def test_every_conversation_of_the_console_shows_them_as_text(self):
        context = self.context(http_credentials={"username": "admin", "password": self.house.password})
        page = context.new_page()
        page.goto("/admin/")
        log = page.get_by_role("log", name="Pesan")
        for text, conversation in zip(payloads.ALL, self.conversations):
            # As a link of the list would, without loading the page again.
            page.evaluate("""(id) => { const link = document.createElement('a'); link.href = '?conversation=' + id; link.setAttribute('href', '?conversation=' + id);
                document.querySelector('main').append(link); link.click(); link.remove(); }""", conversation)
            page.wait_for_timeout(30)
        page.goto(f"/admin/?conversation={self.long[1]}")
        log.get_by_role("article").first.wait_for(timeout=60_000)
        # The last messages are shown; those before them on demand.
        earlier = page.get_by_role("button", name="Pesan sebelumnya")
        while earlier.count():
            self.inert(page, "thread")
            earlier.click()
            page.wait_for_timeout(300)
        log.get_by_text("<img src=x onerror=ran()>").first.wait_for(timeout=60_000)
        self.inert(page, "thread")

    def test_a_transcript_and_an_export_opened_in_a_browser_are_no_page(self):
        session, _ = self.long
        context = self.context(extra_http_headers={"Authorization": f"Session {session}"})
        page = context.new_page()
        answer = page.goto("/api/chat/transcript")
        self.assertEqual((answer.headers["content-type"], answer.headers["x-content-type-options"]), ("text/plain; charset=utf-8", "nosniff"))
        self.assertIn("<img src=x onerror=ran()>", page.inner_text("body"))
        self.inert(page, "transcript")
        answer = self.ask("/api/privacy/export", session=session)
        self.assertTrue(answer.headers["Content-Disposition"].startswith("attachment"))
        answer.json

    # --- what no browser shows

    def test_a_spreadsheet_computes_nothing(self):
        for name in ("conversations", "leads", "statistics"):
            with self.subTest(name):
                text = self.ask(f"/api/admin/export/{name}.csv", admin=True).body.decode("utf-8-sig")
                rows = list(csv.reader(io.StringIO(text, newline="")))
                self.assertGreater(len(rows), 2)
                if name != "statistics":
                    self.assertEqual({len(row) for row in rows}, {len(rows[0])}, "no text makes a cell or a line of its own")
                for row in rows:
                    for cell in row:
                        self.assertNotRegex(cell, r"\A[\s\u200b\ufeff]*[=+@\uff1d\uff0b\uff20\t\r]", cell)
                        self.assertFalse(re.match(r"\s*-", cell) and not re.fullmatch(r"-?[0-9.]+", cell), cell)

    def test_a_paper_has_no_action_and_says_the_text(self):
        for text in payloads.KINDS["papers"] + payloads.KINDS["tags"][:8] + payloads.KINDS["letters"]:
            made = self.ask("/api/checklist", {"name": text[:100]}, self.long[0])
            if made.status != 200:
                continue
            paper = self.ask(made.json["url"])
            self.assertEqual((paper.status, paper.headers["Content-Type"]), (200, "application/pdf"))
            for word in (b"/JavaScript", b"/OpenAction", b"/Launch", b"/EmbeddedFile", b"javascript:"):
                self.assertNotIn(word, paper.body, text)
            read = subprocess.run(["pdftotext", "-", "-"], input=paper.body, capture_output=True, check=True)
            self.assertTrue(read.stdout)

    def test_a_link_to_whatsapp_has_one_parameter(self):
        for text in payloads.ALL:
            asked = self.ask("/api/chat/escalate", {"channel": "whatsapp", "topic": text[:500]}, session=None)
            if asked.status != 200:
                continue
            href = asked.json["href"]
            parts = urllib.parse.urlsplit(href)
            self.assertEqual((parts.scheme, parts.netloc, parts.fragment), ("https", "wa.me", ""), text)
            self.assertEqual(list(urllib.parse.parse_qs(parts.query, strict_parsing=True)), ["text"], text)
            self.assertRegex(href, r"\A[!-~]+\Z")

    def test_a_mail_has_the_headers_that_we_gave_it(self):
        wait_until(lambda: len(self.mailbox.kept) > 20, 60, "twenty mails have come")
        for raw in list(self.mailbox.kept):
            head = raw.split(b"\r\n\r\n")[0]
            self.assertNotIn(b"\n", head.replace(b"\r\n", b""), "no line feed of its own")
            mail = email.message_from_bytes(raw)
            self.assertEqual(set(mail.keys()) - {"From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type", "Content-Transfer-Encoding",
                                                 "Auto-Submitted", "X-Auto-Response-Suppress"}, set())
            self.assertEqual([mail.get_all(name) and len(mail.get_all(name)) for name in ("To", "Subject")], [1, 1])
            self.assertEqual(mail.get_content_type(), "text/plain")

    def test_metrics_have_lines_of_their_own_form_alone(self):
        for line in self.ask("/api/metrics").body.decode().splitlines():
            self.assertRegex(line, r'\A(#.*|frontdesk_[a-z_]+(\{[a-z_]+="(?:[^"\\\n]|\\["\\n])*"(,[a-z_]+="(?:[^"\\\n]|\\["\\n])*")*\})? -?[0-9.e+]+|[a-z_]+ [0-9.e+]+)\Z')
            self.assertNotRegex(line, r"\A(frontdesk_forged|data|event)")

    def test_streams_have_lines_of_their_own_form_alone(self):
        session, _ = self.long
        request = f"GET /api/chat/stream?after=0 HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Session {session}\r\n\r\n"
        text = self.heard(request, b'"content":"NaN"')
        events = [part for part in text.split("\n\n") if part.strip()]
        self.assertGreater(len(events), len(payloads.ALL))
        last = 0
        for event in events[:-1]:
            for line in event.split("\n"):
                self.assertRegex(line, r"\A(event: (state|message|typing|seen)|id: [0-9]+|data: \{.*\}|: ping|retry: [0-9]+)\Z")
                if line.startswith("data: "):
                    json.loads(line[6:])
                if line.startswith("id: "):
                    self.assertGreater(int(line[4:]), last)
                    last = int(line[4:])

    def heard(self, request, end):
        """The body of a stream until `end` is in it, its chunks (RFC 9112, 7.1) put together."""
        import socket
        with socket.create_connection(("127.0.0.1", self.house.port), 30) as link:
            link.sendall(request.encode())
            data = b""
            while end not in data:
                piece = link.recv(65536)
                self.assertTrue(piece, "the stream ended")
                data += piece
        body, text = data.split(b"\r\n\r\n", 1)[1], b""
        while body:
            size, _, rest = body.partition(b"\r\n")
            count = int(size, 16)
            text += rest[:count]
            body = rest[count + 2:]
        return text.decode("utf-8", "replace")

    def test_logs_have_lines_of_their_own_form_alone(self):
        for line in self.house.said.splitlines():
            self.assertNotRegex(line, r"\A.*(error frontdesk: forged|info forged)\Z")
            self.assertNotIn("ran()", line)
        access = (self.house.state / "logs/access.log").read_text()
        for line in access.splitlines():
            self.assertRegex(line, r'\A\S+ 127\.0\.0\.0 "[A-Z]+ /[^"?]*" [0-9]{3} .*\Z')
        self.assertNotIn("forged", access)
        done = subprocess.run([str(ROOT / ".build/release/frontdesk"), "log", "verify", "--state", str(self.house.state)], capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stdout.rstrip()[-4:]), (0, ", ok"), done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
