"""A stand-in for nginx and the responder, so that page and widget are tested without either.

It serves a built site with the headers of production (the same content policy, to the letter) and answers
/api/chat as INTERFACE says, from a content file, with a matcher far simpler than the real one. GET /_fake tells
what reached it.

    python fake_server.py --site DIR --faq FILE [--port 0]     prints "ready http://127.0.0.1:PORT"
"""
import argparse
import json
import re
import secrets
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

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


class Desk:
    """Conversations in memory: what was said, by whom, and what was answered to which client_message_id."""

    def __init__(self, faq):
        self.intents = faq["intents"]
        self.lock = threading.Lock()
        self.reset()

    def reset(self):
        self.sessions = {}
        self.answers = {}
        self.said = []
        self.refused = []
        self.rated = []
        self.leads = []
        self.events = []
        self.calls = 0

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
        with self.lock:
            if key and key in self.answers:
                return self.answers[key]
            if session not in self.sessions:
                session = secrets.token_urlsafe(24)
                self.sessions[session] = {"id": secrets.token_hex(8), "number": 0, "log": []}
            conversation = self.sessions[session]
            self.said.append(text)
            conversation["number"] += 3
            name, share = (intent, 1.0) if intent else self.intent_of(text)
            body = {
                "session_id": session, "conversation_id": conversation["id"], "message_id": secrets.token_hex(8),
                "sequence": conversation["number"], "mode": "bot", "usage": {"input_tokens": 0, "output_tokens": 0},
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
            conversation["log"].append(body)
            if key:
                self.answers[key] = body
            return body


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

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
            return self.json({"calls": desk.calls, "said": desk.said, "refused": desk.refused, "rated": desk.rated, "events": desk.events})
        if path == "/api/status":
            return self.json({"open": True, "hours": "Senin–Jumat 09.00–17.00 WIB", "admin_online": False, "wait": None})
        if path.startswith("/api/"):
            return self.problem(404, "not_found", "Tidak ada.")
        if path == "/chat":
            return self.send(200, b"<!doctype html><html lang=id><title>Chat</title><h1>Chat</h1>", TYPES[".html"])
        self.static(path)

    do_HEAD = do_GET

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
            desk.rated.append((body.get("message_id"), body["value"]))
            return self.send(204)
        if path == "/api/chat/escalate":
            return self.json({
                "mode": "bot", "channel": "whatsapp", "open": True, "hours": "Senin–Jumat 09.00–17.00 WIB", "estimate": None,
                "whatsapp": {"href": "https://wa.me/6280000000000?text=Halo"}})
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
