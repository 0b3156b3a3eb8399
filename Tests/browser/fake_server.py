"""A stand-in for nginx and the responder, so that page and widget are tested without either.

It serves a built site with the headers of production (the same content policy, to the letter) and answers
/api/chat as INTERFACE says, from a content file, with a matcher far simpler than the real one. GET /_fake tells
what reached it. POST /_fake plays the other side: {"open": false} closes the office, and an admin of the
conversation that is under way is {"claim": "Sari"}, {"send": "text"}, {"type": true}, {"see": true},
{"close": true}, {"cut": true} (every stream breaks off).

    python fake_server.py --site DIR --faq FILE [--port 0]     prints "ready http://127.0.0.1:PORT"
"""
import argparse
import contextlib
import json
import re
import secrets
import threading
import time
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, quote, unquote, urlsplit

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
TYPES = {
    ".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml", ".json": "application/json; charset=utf-8", ".txt": "text/plain; charset=utf-8",
    ".xml": "application/xml; charset=utf-8", ".png": "image/png", ".yaml": "application/yaml; charset=utf-8",
}
MAXIMUM_BODY_BYTES = 64_000


def words(text):
    return set(re.findall(r"[a-z]{3,}", text.lower()))


def now():
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Conversation:
    """One thread: what was said, by whom, and how it stands."""

    def __init__(self):
        self.id, self.number, self.messages = secrets.token_hex(8), 0, []
        self.mode, self.status, self.admin, self.place = "bot", "open", None, None
        self.admin_seen, self.is_rated, self.has_left, self.remembered = 0, False, False, []

    def add(self, role, text, **more):
        self.number += 1
        message = {"role": role, "content": text, "at": now(), "message_id": secrets.token_hex(8), "sequence": self.number, **more}
        self.messages.append(message)
        return message


class Desk:
    """Conversations in memory; `changed` is told of every change, and of what passes: typing."""

    def __init__(self, faq):
        self.intents = faq["intents"]
        self.changed = threading.Condition(threading.RLock())
        self.reset()

    def reset(self):
        with self.changed:
            self.sessions = {}
            self.answers = {}
            self.codes = {}
            self.said = []
            self.refused = []
            self.rated = []
            self.leads = []
            self.events = []
            self.seen = []
            self.erased = []
            self.calls = self.polls = self.streams = self.typed = 0
            self.open, self.channels, self.estimate, self.cuts, self.typing = True, ["webchat", "whatsapp"], None, 0, 0
            self.answers_streams = True
            self.changed.notify_all()

    def presence(self):
        return {
            "open": self.open, "hours": "09.00–17.00 WIB" if self.open else None, "opens": None if self.open else "buka lagi Senin 09.00 WIB",
            "channels": self.channels, "estimate": self.estimate, "admin_online": False}

    def state(self, thread):
        return {
            "mode": thread.mode, "status": thread.status, "admin": thread.admin, "queue_position": thread.place, **self.presence(),
            "admin_seen": thread.admin_seen, "typing": False, "rated": thread.is_rated, "left_message": thread.has_left,
            "remembered": thread.remembered, "last": thread.number}

    def thread(self, session):
        """The conversation of `session`; a new one, and its session, where there is none."""
        if session not in self.sessions:
            session = secrets.token_urlsafe(24)
            self.sessions[session] = Conversation()
        return session, self.sessions[session]

    def play(self, act):
        """What an admin does with the conversation that was begun last."""
        with self.changed:
            self.open = act.get("open", self.open)
            self.estimate = act.get("estimate", self.estimate)
            self.channels = act.get("channels", self.channels)
            self.answers_streams = act.get("answers_streams", self.answers_streams)
            self.cuts += "cut" in act
            self.typing += "type" in act
            thread = list(self.sessions.values())[-1] if self.sessions else None
            if "place" in act:
                thread.place = act["place"]
            if "claim" in act:
                thread.mode, thread.admin, thread.place = "admin", act["claim"], None
                thread.add("system", f"Admin {thread.admin} bergabung", event="joined")
            if "send" in act:
                thread.add("admin", act["send"], admin=thread.admin)
            if "see" in act:
                thread.admin_seen = thread.number
            if "remember" in act:
                thread.remembered = act["remember"]
            if "close" in act:
                thread.mode, thread.status, thread.admin = "bot", "closed", None
                thread.add("system", "Percakapan ditutup", event="closed")
            self.changed.notify_all()

    def escalate(self, session, body):
        with self.changed:
            session, thread = self.thread(session)
            answer = {"session_id": session, "conversation_id": thread.id}
            if body["channel"] == "whatsapp":
                answer["href"] = "https://wa.me/6280000000000?text=Halo"
            if body["channel"] == "whatsapp" or self.open:
                thread.mode, thread.status, thread.place = "waiting_admin", "pending", thread.place or 1
                thread.add("system", "Permintaan Anda diteruskan ke Admin", event="waiting")
            elif body.get("contact"):
                thread.mode, thread.status, thread.place, thread.has_left = "waiting_admin", "pending", 1, True
                thread.add("system", "Pesan untuk tim kami sudah dicatat", event="left_message")
                thread.add("assistant", "Terima kasih, pesan Anda sudah kami catat." if body["locale"] == "id" else "Thank you, we have your message.")
            else:
                answer["needs_contact"] = True
            self.changed.notify_all()
            return {**self.state(thread), **answer}

    def intent_of(self, text):
        best, share = None, 0.0
        for name, intent in self.intents.items():
            english = intent.get("en", {})
            for example in [intent["question"], english.get("question", ""), *intent["examples"]]:
                asked, known = words(text), words(example)
                if not asked or not known:
                    continue
                found = len(asked & known) / len(asked | known)
                if found > share:
                    best, share = name, found
        return best, share

    def view(self, name, locale):
        intent = self.intents[name]
        return {**intent, **(intent.get("en", {}) if locale == "en" else {})}

    def question(self, name, locale):
        return self.view(name, locale)["question"]

    def action(self, action, text, locale):
        kind = (action or {}).get("kind", "whatsapp")
        if kind == "whatsapp":
            return {"kind": kind, "href": "https://wa.me/6280000000000?text=" + quote(text, safe="")}
        if kind == "checklist":
            return {"kind": kind, "href": "/kontak/"}
        if kind == "ask":
            return {"kind": kind, "intent": action["intent"], "text": self.question(action["intent"], locale)}
        return {"kind": kind, **{k: v for k, v in (action or {}).items() if k == "href"}}

    def answer(self, text, session, locale, key=None, intent=None):
        with self.changed:
            if key and key in self.answers:
                return self.answers[key]
            session, thread = self.thread(session)
            self.said.append(text)
            thread.add("user", text)
            if thread.status == "closed":
                thread.status = "open"
            if thread.mode == "admin":
                body = {"answer": "", "benefits": [], "intent": None, "mode": "admin", "session_id": session, "conversation_id": thread.id}
            else:
                body = self.reply(text, session, thread, locale, intent)
            if key:
                self.answers[key] = body
            self.changed.notify_all()
            return body

    def reply(self, text, session, thread, locale, intent):
        name, share = (intent, 1.0) if intent else self.intent_of(text)
        body = {
            "session_id": session, "conversation_id": thread.id, "mode": thread.mode, "usage": {"input_tokens": 0, "output_tokens": 0},
            "confidence": round(share, 2), "sources": [], "suggestions": [], "choices": [],
            "handoff": {"offered": False},
        }
        english = locale == "en"
        if name is None or share < 0.34:
            near = ["PPIU_SYARAT", "PPIU_DOKUMEN", "KONTAK"] if share > 0 else []
            body |= {
                "intent": "OOS", "benefits": [],
                "answer": "I am not certain what you mean." if english
                else "Supaya tidak keliru, saya rangkum pertanyaan Anda untuk Admin, ya.",
                "choices": [self.question(each, locale) for each in near],
                "cta": {"primary": "Contact us" if english else "Hubungi CS", "secondary": "FAQ"},
                "cta_actions": {"primary": self.action(None, text, locale), "secondary": {"kind": "link", "href": "/faq/"}},
                "handoff": {"offered": True, "reason": "unsure"},
            }
        else:
            intent = self.view(name, locale)
            points = "".join("\n• " + point for point in intent.get("points", []))
            body |= {
                "intent": name, "answer": intent["answer"].replace("{whatsapp}", "+62 800-0000-0000")
                .replace("{email}", "halo@contoh.example") + points,
                "benefits": intent["benefits"],
                "cta": {"primary": intent["cta_primary"], "secondary": intent["cta_secondary"]},
                "cta_actions": {
                    "primary": self.action(intent.get("cta_primary_action"), intent["question"], locale),
                    "secondary": self.action(intent.get("cta_secondary_action"), intent["question"], locale)},
                "sources": intent.get("sources", []),
                "suggestions": [self.question(each, locale) for each in intent.get("suggestions", [])],
            }
            if body["sources"]:
                body["disclaimer"] = ("For guidance only, not legal advice." if english
                                      else "Informasi bersifat panduan, bukan nasihat hukum.")
        message = thread.add("assistant", body["answer"])
        body |= {"message_id": message["message_id"], "sequence": message["sequence"]}
        message |= {name: value for name, value in body.items() if name not in ("session_id", "conversation_id", "mode")}
        return body


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def handle_one_request(self):
        with contextlib.suppress(ConnectionError):  # who asked has left, as a browser does that closes a poll
            super().handle_one_request()
            return
        self.close_connection = True

    def send(self, status, body=b"", kind=None, **headers):
        self.send_response(status)
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "strict-origin-when-cross-origin")
        if kind:
            self.send_header("Content-Type", kind)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def json(self, value, status=200, **headers):
        kind = "application/json" if status < 400 else "application/problem+json"
        self.send(status, json.dumps(value).encode(), kind + "; charset=utf-8", **headers)

    def problem(self, status, code, title, **more):
        headers = {"Retry_After": str(more["retry_after"])} if "retry_after" in more else {}
        self.json({"type": "about:blank", "status": status, "code": code, "title": title, **more}, status, **headers)

    def do_GET(self):
        desk, path = self.server.desk, unquote(urlsplit(self.path).path)
        if path == "/_fake":
            return self.json({name: getattr(desk, name) for name in (
                "calls", "said", "refused", "rated", "events", "seen", "erased", "typed", "polls", "streams", "leads")})
        if path == "/api/status":
            return self.json(desk.presence())
        if path in ("/api/chat/messages", "/api/chat/stream", "/api/chat/transcript", "/api/privacy/export"):
            session = (self.headers.get("Authorization") or "").removeprefix("Session ")
            if session not in desk.sessions:
                return self.problem(401, "session_unknown", "Percakapan tidak ditemukan.")
            return {
                "/api/chat/messages": self.messages, "/api/chat/stream": self.stream, "/api/chat/transcript": self.transcript,
                "/api/privacy/export": self.export}[path](desk.sessions[session])
        if path.startswith("/api/"):
            return self.problem(404, "not_found", "Tidak ada.")
        if path == "/chat":
            return self.send(200, b"<!doctype html><html lang=id><title>Chat</title><h1>Chat</h1>", TYPES[".html"])
        self.static(path)

    do_HEAD = do_GET

    def number(self, name):
        return int(parse_qs(urlsplit(self.path).query).get(name, ["0"])[0])

    def messages(self, thread):
        desk, after, end = self.server.desk, self.number("after"), time.monotonic() + self.number("wait")
        with desk.changed:
            desk.polls += 1
            before = desk.state(thread)
            found = lambda: [m for m in thread.messages if m["sequence"] > after]
            while not found() and desk.state(thread) == before and (left := end - time.monotonic()) > 0:
                desk.changed.wait(min(left, 0.5))
            new = found()
            state = desk.state(thread)
        self.json({"messages": new, "last": new[-1]["sequence"] if new else after, "mode": thread.mode, "state": state})

    def stream(self, thread):
        desk = self.server.desk
        if not desk.answers_streams:
            return self.problem(429, "too_many_streams", "Terlalu banyak.", retry_after=1)
        after = int(self.headers.get("Last-Event-ID") or self.number("after"))
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Connection", "close")
        self.end_headers()
        told = None
        with desk.changed:
            desk.streams += 1
            cuts, typing = desk.cuts, desk.typing
            while cuts == desk.cuts:
                events = []
                if (state := desk.state(thread)) != told:
                    events.append(f"event: state\ndata: {json.dumps(state)}\n\n")
                    told = state
                for message in [m for m in thread.messages if m["sequence"] > after]:
                    events.append(f"event: message\nid: {message['sequence']}\ndata: {json.dumps(message)}\n\n")
                    after = message["sequence"]
                if typing != desk.typing:
                    events.append(f"event: typing\ndata: {json.dumps({'who': 'admin', 'name': thread.admin})}\n\n")
                    typing = desk.typing
                try:
                    self.wfile.write("".join(events or [": ping\n\n"]).encode())
                    self.wfile.flush()
                except OSError:
                    break
                desk.changed.wait(0.5)
        self.close_connection = True

    def transcript(self, thread):
        lines = "".join(f"{m['at'][:16]} {m['role']}: {m['content']}\n" for m in thread.messages)
        self.send(200, lines.encode(), TYPES[".txt"])

    def export(self, thread):
        self.json({"conversation_id": thread.id, "messages": thread.messages})

    def static(self, path):
        root = self.server.site.resolve()
        file = (root / path.lstrip("/")).resolve()
        if file.is_dir():
            file = file / "index.html"
        status = 200
        if not file.is_relative_to(root) or not file.is_file():
            status, file = 404, root / ("en/404.html" if path.startswith("/en/") else "404.html")
        headers = {"Cache_Control": "public, max-age=31536000, immutable" if path.startswith("/assets/") else "no-cache"}
        body, packed = file.read_bytes(), file.with_name(file.name + ".br")
        if "br" in self.headers.get("Accept-Encoding", "") and packed.is_file():
            body = packed.read_bytes()
            headers |= {"Content_Encoding": "br", "Vary": "Accept-Encoding"}
        self.send(status, body, TYPES.get(file.suffix, "application/octet-stream"), **headers)

    def do_POST(self):
        desk, path = self.server.desk, urlsplit(self.path).path
        length = int(self.headers.get("Content-Length") or 0)
        if length > MAXIMUM_BODY_BYTES:
            return self.problem(413, "body_too_large", "Terlalu besar.")
        body = json.loads(self.rfile.read(length) or b"{}")
        if path == "/_fake":
            if body.get("reset"):
                desk.reset()
            desk.play(body)
            return self.json({})
        desk.calls += 1
        session = (self.headers.get("Authorization") or "").removeprefix("Session ") or body.get("session_id")
        locale = body.get("locale", "id")
        if path in ("/api/chat", "/api/chat/choose"):
            if path == "/api/chat/choose":
                if not session:
                    return self.problem(401, "session_missing", "Percakapan belum dimulai.")
                name = next((n for n in desk.intents if body["choice"] in (n, desk.question(n, locale))), None)
                if not name:
                    return self.problem(422, "invalid_field", "Ada isian yang belum sesuai.")
                answer = desk.answer(desk.question(name, locale), session, locale, body.get("client_message_id"), name)
            else:
                text = [m["content"] for m in body["messages"] if m["role"] == "user"][-1]
                answer = desk.answer(text, session, locale, body.get("client_message_id"))
            return self.json(answer)
        if path == "/api/chat/refuse":
            desk.refused.append(body["message_id"])
            return self.send(204)
        if path == "/api/chat/rate":
            desk.rated.append((body.get("message_id"), body["value"], body.get("comment")))
            if session in desk.sessions and "message_id" not in body:
                desk.sessions[session].is_rated = True
            return self.send(204)
        if path == "/api/chat/escalate":
            return self.json(desk.escalate(session, body))
        if path in ("/api/chat/typing", "/api/chat/seen"):
            desk.typed += path.endswith("typing")
            desk.seen += [body["up_to"]] if "up_to" in body else []
            return self.send(204)
        if path == "/api/chat/return":
            with desk.changed:
                thread = desk.sessions[session]
                thread.mode, thread.status, thread.place, thread.admin = "bot", "open", None, None
                thread.add("system", "Kembali ke Asisten", event="returned")
                desk.changed.notify_all()
                return self.json(desk.state(thread))
        if path == "/api/chat/resume":
            if "code" not in body:
                desk.codes["ABCD-EFGH"] = desk.sessions[session]
                return self.json({"code": "ABCD-EFGH", "expires": "2030-01-01T00:00:00.000Z"})
            thread = desk.codes.pop(body["code"], None)
            if thread is None:
                return self.problem(404, "code_unknown", "Kode ini tidak dikenal atau sudah dipakai.")
            token = secrets.token_urlsafe(24)
            desk.sessions[token] = thread
            return self.json({"session_id": token, "conversation_id": thread.id, "last": thread.number})
        if path == "/api/privacy/erase":
            with desk.changed:
                thread = desk.sessions[session]
                desk.sessions = {token: each for token, each in desk.sessions.items() if each is not thread}
                desk.erased.append(thread.id)
                return self.json({"erasure_id": "h-1", "at": now(), "scope": "conversation", "records": thread.number})
        if path == "/api/privacy/withdraw":
            return self.json({"withdrawn": ["contact"], "at": now()})
        if path == "/api/checklist":
            return self.json({"url": "/api/checklist/TOKEN", "expires": "2030-01-01T00:00:00.000Z"})
        if path == "/api/leads":
            if not re.search(r"@|\d{8}", body.get("contact", "")):
                return self.problem(422, "invalid_contact", "Mohon tulis nomor WhatsApp atau alamat email yang dapat dihubungi.")
            desk.leads.append(body)
            return self.json({"lead_id": "l", "status": "new"}, 201)
        if path == "/api/events":
            desk.events += body["events"]
            return self.send(204)
        return self.problem(404, "not_found", "Tidak ada.")


def serve(site, faq, port=0):
    """A running server; its address is `server.address`, `server.shutdown()` ends it."""
    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    server.site, server.desk = Path(site), Desk(json.loads(Path(faq).read_text()))
    server.address = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


if __name__ == "__main__":
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--site", required=True)
    arguments.add_argument("--faq", required=True)
    arguments.add_argument("--port", type=int, default=0)
    given = arguments.parse_args()
    running = serve(given.site, given.faq, given.port)
    print("ready", running.address, flush=True)
    threading.Event().wait()
