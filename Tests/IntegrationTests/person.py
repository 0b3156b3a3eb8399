"""A person who does not exist, and everything a visitor may tell of themselves; for the tests of masking and erasing.

Numbers keep the forms that are checked (dates, check digits); no real subscriber has them as far as we can know.
"""
import base64
import http.server
import json
import threading

# What Privacy knows by form or by the word beside it: never in what leaves.
MASKED = {
    "nik": "3174014503900001", "kk": "3174012208150003", "npwp15": "09.254.294.3-407.000", "phone": "081200005511",
    "phone_intl": "+62 812-0000-5522", "email": "melati.contoh@surat.example", "passport": "X1234567", "account": "1234509876",
    "card": "4111 1111 1111 1111", "plate": "B 1234 KZT",
}
# Names and words that no form tells: shown to staff, and gone with the person.
WORDS = {
    "name": "Melati Rahayuningtyas", "company": "PT Kembang Setaman Raya", "topic": "kuotaqwzx keberangkatan", "said": "paragrafqwzx pertama",
    "second": "kalimatqwzx kedua", "comment": "komentarqwzx ramah", "note": "catatanqwzx petugas", "label": "labelqwzx",
    "need": "kebutuhanqwzx izin", "reply": "balasanqwzx petugas",
}
ALL = {**MASKED, **WORDS}
SAID = (f"{WORDS['said']}: NIK {MASKED['nik']}, KK {MASKED['kk']}, NPWP {MASKED['npwp15']}, HP {MASKED['phone']} atau {MASKED['phone_intl']}, "
        f"email {MASKED['email']}")
ALSO = (f"{WORDS['second']}: paspor {MASKED['passport']}, rekening BCA {MASKED['account']}, kartu {MASKED['card']}, plat nomor {MASKED['plate']}")


def basic(name, password):
    return {"Authorization": "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()}


def forms(text):
    """A text as it may stand in a file or an answer: as it is, in JSON, percent-encoded, in capitals of an index."""
    plain = text.encode()
    digits = "".join(character for character in text if character.isalnum())
    return {plain, json.dumps(text)[1:-1].encode(), text.replace(" ", "%20").encode(), text.replace(" ", "+").encode(), text.lower().encode(),
            digits.encode() if len(digits) > 7 else plain}


def found(data, strings):
    """Which of `strings` (name → text) stand in `data`, in any form."""
    lower = data.lower()
    return sorted(name for name, text in strings.items() if any(form in data or form.lower() in lower for form in forms(text)))


class Receiver:
    """A webhook's other end on loopback, which keeps what it is sent."""

    def __init__(self):
        kept = self.kept = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                kept.append(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Life:
    """All that one person does at a house, by every route that takes a text of theirs, and what staff write about them."""

    def __init__(self, house, contact=None):
        self.house = house
        self.contact = contact or MASKED["email"]
        answer = self.visitor("/api/chat", {
            "messages": [{"role": "user", "content": SAID}], "page": f"/?hp={MASKED['phone']}", "referrer": f"https://mail.example/?to={MASKED['email']}"})
        self.session, self.conversation, self.message = (answer.json[name] for name in ("session_id", "conversation_id", "message_id"))
        self.visitor("/api/chat", {"messages": [{"role": "user", "content": ALSO}]})
        self.visitor("/api/chat/rate", {"value": "down", "message_id": self.message, "comment": WORDS["comment"]})
        self.escalated = self.visitor("/api/chat/escalate", {
            "channel": "whatsapp", "name": WORDS["name"], "contact": self.contact, "topic": f"{WORDS['topic']} {MASKED['phone']}"})
        self.fence = self.admin("/api/chat/claim", {"conversation_id": self.conversation}).json["fence"]
        self.admin("/api/chat/send", {"conversation_id": self.conversation, "content": f"{WORDS['reply']} ke {MASKED['phone_intl']}", "fence": self.fence})
        place = f"/api/admin/conversations/{self.conversation}"
        self.admin(place + "/notes", {"text": f"{WORDS['note']} {MASKED['phone']}"})
        self.admin(place + "/labels", {"label": WORDS["label"]})
        self.lead = self.visitor("/api/leads", {
            "name": WORDS["name"], "contact": self.contact, "company": WORDS["company"], "need": f"{WORDS['need']} NIK {MASKED['nik']}",
            "consent": {"wording_version": "2026-11-24"}, "utm": {"source": f"hp {MASKED['phone']}"}, "page": f"/?nik={MASKED['nik']}"}, 201).json["lead_id"]
        self.admin(f"/api/admin/leads/{self.lead}", {"status": "contacted", "note": f"{WORDS['note']} {MASKED['email']}"})
        self.admin(place + "/close", {"reason": f"selesai {MASKED['phone']}"})
        self.visitor("/api/chat/rate", {"value": "up", "comment": f"{WORDS['comment']} {MASKED['email']}"}, 204)

    def ask(self, path, body=None, method=None, headers=None):
        headers = {**({"Authorization": f"Session {self.session}"} if hasattr(self, "session") else {}), **(headers or {})}
        return self.house.ask(method or ("GET" if body is None else "POST"), path, body, headers)

    def visitor(self, path, body, status=None):
        answer = self.ask(path, body)
        assert answer.status in ((status,) if status else (200, 204)), (path, answer.status, answer.body)
        return answer

    def admin(self, path, body=None, status=200):
        answer = self.house.ask("GET" if body is None else "POST", path, body, {**basic("admin", self.house.password), "X-Frontdesk": "1"})
        assert answer.status == status, (path, answer.status, answer.body)
        return answer
