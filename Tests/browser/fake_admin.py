"""A stand-in for nginx and the responder as the console sees them: static/ unbuilt, the admin API in memory, one stream
an admin. Whoever signs in (any password) is an admin of that name. No conversation here is a real person's.

Under /_fake a test does what visitors and accidents do: POST {"do": "say" | "escalate" | "cut" | "down" | "up" | …}.

    python fake_admin.py [--port 0]     prints "ready http://127.0.0.1:PORT/admin/"
"""
import argparse
import base64
import copy
import json
import queue
import re
import sys
import threading
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from fake_server import POLICY, TYPES

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "static"
PAGE = 50
TITLES = {
    "PPIU_SYARAT": "Syarat izin PPIU", "PPIU_ALUR": "Alur pengajuan PPIU", "BIAYA_JASA": "Biaya jasa", "DOKUMEN_DAFTAR": "Daftar dokumen",
    "DURASI": "Lama proses", "KELUHAN": "Keluhan", "BEDA_PPIU_PIHK": "Beda PPIU dan PIHK",
}
QUESTIONS = [
    ("PPIU_SYARAT", "Apa syarat dasar mengajukan izin PPIU untuk PT yang baru berdiri?"),
    ("BIAYA_JASA", "Berapa biaya jasa pendampingan sampai izin terbit?"),
    ("DURASI", "Kira-kira berapa lama prosesnya kalau dokumen sudah lengkap?"),
    ("DOKUMEN_DAFTAR", "Dokumen apa saja yang harus kami siapkan?"),
    ("BEDA_PPIU_PIHK", "Apa beda PPIU dan PIHK? Kami ingin berangkatkan umrah dulu."),
    ("KELUHAN", "Sudah dua hari belum ada kabar dari tim Anda. Kami kecewa."),
]
NAMES = ["Ahmad Contoh", "Siti Contoh", None, "Budi Contoh", "Dewi Contoh", None, "Rahmat Contoh", "Nur Contoh"]
SARI = "sari"
EVENTS = {
    "claim": "handoffClaimed", "send": "adminSaid", "release": "handoffReleased", "assign": "handoffAssigned", "close": "conversationClosed", "reopen": "conversationReopened", "notes": "noteAdded",
    "labels": "labelsChanged", "snooze": "snoozed", "block": "visitorBlocked", "priority": "handoffPrioritised", "unmask": "adminLooked", "erase": "erasureRequested",
}


def stamp(moment):
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


class Problem(Exception):
    def __init__(self, status, code, title, **more):
        super().__init__(code)
        self.status, self.body = status, {"type": "about:blank", "status": status, "code": code, "title": title, **more}


class Desk:
    def __init__(self):
        self.lock = threading.RLock()
        self.reset()

    def reset(self, count=24):
        self.now = datetime.now(timezone.utc)
        self.change = 0
        self.events = []  # (change, type, data)
        self.streams = {}  # queue → admin
        self.is_down = False
        self.threads = {}
        self.log = []  # the audit log
        self.sent = {}  # client_message_id → answer
        self.requests = []  # what reached us: (method, path, body)
        self.presence = {"admin": "offline", SARI: "online", "budi": "away"}
        self.canned = {}
        self.leads = {}
        self.deliveries = {}
        self.marks = {}
        self.fence = 0
        for index in range(count):
            self.seed(index)
        for title, shortcut, text, locale in [
            ("Salam pembuka", "salam", "Assalamu'alaikum {name}, saya {admin} dari {company}. Ada yang bisa saya bantu?", "id"),
            ("Minta kontak", "kontak", "Baik {name}, boleh kami hubungi lewat WhatsApp atau email?", "id"),
            ("Jadwal konsultasi", "jadwal", "Untuk topik {topic}, kapan waktu yang nyaman bagi {name} untuk konsultasi?", "id"),
            ("Greeting", "hello", "Hello {name}, this is {admin} from {company}. How may I help you?", "en"),
        ]:
            self.save_canned({"title": title, "shortcut": shortcut, "text": text, "locale": locale}, "admin")
        for index, status in enumerate(["new", "new", "contacted", "won", "lost"]):
            identity = f"lead-{index}"
            self.leads[identity] = {
                "id": identity, "at": stamp(self.now - timedelta(hours=7 * index)), "status": status, "name": NAMES[index] or "Contoh", "contact": "+62 8••• ••00",
                "company": f"PT Contoh {index}", "need": "Pendampingan izin PPIU sampai terbit", "intent": "BIAYA_JASA", "utm": {"utm_source": "contoh"}, "page": "/layanan/pendampingan-ppiu/",
                "conversation_id": f"c-{index:04d}", "score": 80 - 9 * index, "notes": [],
            }
        for index, (kind, state, outcome) in enumerate([("waha", "done", "200"), ("email", "waiting", "connection refused"), ("webhook", "abandoned", "HTTP 500")]):
            self.deliveries[f"d-{index}"] = {
                "id": f"d-{index}", "kind": kind, "state": state, "attempts": 1 + 4 * index, "last_outcome": outcome, "retry_at": stamp(self.now + timedelta(minutes=8)) if state == "waiting" else None,
                "requested_at": stamp(self.now - timedelta(minutes=40 * index)), "conversation_id": f"c-{index:04d}", "to": "team•••@contoh.example",
            }

    # --- conversations

    def seed(self, index):
        identity = f"c-{index:04d}"
        intent, question = QUESTIONS[index % len(QUESTIONS)]
        start = self.now - timedelta(minutes=11 * index + 3)
        mode = "waiting_admin" if index in (0, 3, 5) else "admin" if index in (1, 7) else "bot"
        closed = index > 9 and index % 3 == 0
        row = {
            "id": identity, "number": 2, "status": "closed" if closed else "pending" if mode == "waiting_admin" else "open", "mode": "bot" if closed else mode,
            "priority": "high" if intent == "KELUHAN" else "normal", "assignee": SARI if mode == "admin" and not closed else None,
            "labels": ["siap daftar"] if index % 5 == 0 else [], "locale": "en" if index % 7 == 6 else "id", "name": NAMES[index % len(NAMES)],
            "topic": "Izin PPIU" if index % 2 else None, "channel": ["web", "form", "whatsapp"][index % 3], "contact": "+62 8••• ••00" if index % 2 else None,
            "last_message": None, "started_at": stamp(start), "updated_at": stamp(start), "waiting_since": stamp(start) if mode == "waiting_admin" and not closed else None,
            "queue_position": None, "snoozed_until": None, "blocked": False, "needs_reply": mode != "bot" and not closed, "viewers": [], "left_message": index == 3,
        }
        alternatives = [{"intent": each, "title": TITLES[each], "confidence": share} for each, share in ((intent, 0.86), ("DOKUMEN_DAFTAR", 0.07), ("PPIU_ALUR", 0.04))]
        thread = {
            "row": row, "fence": None, "notes": [], "timeline": [], "messages": [], "contact": "+62 800 0000 0000",
            "journey": {
                "page": "/layanan/pendampingan-ppiu/", "referrer": "https://www.contoh.example/cari", "utm": {"utm_source": "contoh", "utm_campaign": "umrah-2026"},
                "qualification": [{"slot": "legal_form", "title": "Bentuk badan usaha", "value": "pt", "text": "PT"}, {"slot": "domicile", "title": "Domisili", "value": "Bandung", "text": "Bandung"}],
                "lead": {"id": f"lead-{index}", "company": f"PT Contoh {index}", "need": "Pendampingan"} if index < 5 else None, "score": 35 + index,
            },
        }
        self.threads[identity] = thread
        self.add(thread, "user", question, at=start, reading={"intent": intent, "title": TITLES[intent], "confidence": 0.86, "alternatives": alternatives}, publish=False)
        self.add(thread, "assistant", f"Baik, ini penjelasan singkat tentang {TITLES[intent].lower()}.\n- Badan usaha berbentuk PT\n- Akta, NIB dan domisili yang sesuai", at=start + timedelta(seconds=1), publish=False,
                 sources=[{"title": "PMA Nomor 5 Tahun 2021", "article": "Pasal 12"}])
        if mode != "bot":
            self.add(thread, "user", "Saya ingin bicara dengan admin. Nomor saya 0800-••••-••••.", at=start + timedelta(seconds=50), publish=False)
            self.add(thread, "system", "Menunggu admin", at=start + timedelta(seconds=51), publish=False)
        thread["timeline"].append({"number": 1, "at": stamp(start), "type": "conversationStarted", "by": "visitor", "text": "/"})
        self.places()

    def add(self, thread, role, text, at=None, publish=True, **more):
        row = thread["row"]
        row["number"] += 1
        at = stamp(at or datetime.now(timezone.utc))
        message = {"message_id": f"{row['id']}-m{row['number']}", "sequence": row["number"], "at": at, "role": role, "content": text, **more}
        thread["messages"].append(message)
        if role == "user":
            row["last_message"] = {"role": role, "text": text[:200], "at": at}
        elif role != "system":  # the visitor's words, and who has spoken since
            row["last_message"] = {**row["last_message"], "role": role}
        row["updated_at"] = at
        if publish:
            self.publish("message", {"conversation_id": row["id"], "message": message})
            self.changed(thread, bump=False)
        return message

    def places(self):
        waiting = sorted((t["row"] for t in self.threads.values() if t["row"]["status"] == "pending"), key=lambda r: (r["priority"] != "high", r["waiting_since"] or r["updated_at"]))
        for place, row in enumerate(waiting, 1):
            if row["queue_position"] != place:
                row["queue_position"] = place
                self.publish("conversation", row)

    def publish(self, kind, data):
        self.change += 1
        event = (self.change, kind, copy.deepcopy(data))
        self.events.append(event)
        for stream in list(self.streams):
            stream.put(event)

    def changed(self, thread, bump=True, by=None, text=None):
        row = thread["row"]
        if bump:
            row["number"] += 1
            row["updated_at"] = stamp(datetime.now(timezone.utc))
        if text:
            thread["timeline"].append({"number": row["number"], "at": row["updated_at"], "type": EVENTS[text], "by": by, "text": None})
        if row["status"] != "pending":
            row["queue_position"] = None
        self.places()
        self.publish("conversation", row)

    def note(self, admin, action, thread=None, detail=None):
        action = EVENTS[action]
        self.log.append({"sequence": len(self.log) + 1, "at": stamp(datetime.now(timezone.utc)), "admin": admin, "action": action, "conversation_id": thread and thread["row"]["id"], "detail": detail})

    def thread(self, identity):
        if identity not in self.threads:
            raise Problem(404, "conversation_unknown", "Percakapan ini tidak ada.")
        return self.threads[identity]

    def opened(self, thread, admin, unmasked=False):
        row = dict(thread["row"])
        messages = copy.deepcopy(thread["messages"])
        if unmasked:
            row["contact"] = thread["contact"]
            for message in messages:
                message["content"] = message["content"].replace("0800-••••-••••", "0800-0000-0000")
        fence = thread["fence"] if row["assignee"] == admin else None
        return {"conversation": row, "fence": fence, "messages": messages, "notes": thread["notes"], "timeline": thread["timeline"], "journey": thread["journey"], "last": messages[-1]["sequence"], "change": self.change, **({"unmasked": True} if unmasked else {})}

    def listed(self, query, admin):
        def fits(row, thread):
            for name in ("status", "priority", "mode", "locale"):
                if query.get(name) and row[name] != query[name]:
                    return False
            if query.get("label") and query["label"] not in row["labels"]:
                return False
            if query.get("figure") == "question" and not any((m.get("reading") or {}).get("intent") == query["of"] for m in thread["messages"]):
                return False
            wanted = query.get("assignee")
            if wanted and row["assignee"] != (None if wanted == "none" else admin if wanted == "me" else wanted):
                return False
            words = " ".join([*(m["content"] for m in thread["messages"]), row["name"] or "", row["topic"] or "", *row["labels"]]).lower()
            return (query.get("q") or "").lower() in words

        rows = [t["row"] for t in self.threads.values() if fits(t["row"], t)]
        waiting = sorted((r for r in rows if r["status"] == "pending"), key=lambda r: (r["priority"] != "high", r["waiting_since"]))
        others = sorted((r for r in rows if r["status"] != "pending"), key=lambda r: r["updated_at"], reverse=True)
        rows = waiting + others
        start, limit = int(query.get("cursor") or 0), min(100, int(query.get("limit") or PAGE))
        everyone = [t["row"] for t in self.threads.values()]
        counts = {each: sum(r["status"] == each for r in everyone) for each in ("open", "pending", "closed")}
        counts["mine"] = sum(r["assignee"] == admin and r["status"] != "closed" for r in everyone)
        return {"conversations": rows[start:start + limit], "next_cursor": str(start + limit) if start + limit < len(rows) else None, "counts": counts, "change": self.change}

    def claim(self, body, admin):
        thread = self.thread(body.get("conversation_id"))
        row = thread["row"]
        if row["assignee"] and row["assignee"] != admin:
            raise Problem(409, "claimed_by_other", f"Sudah diklaim {row['assignee']}.", admin=row["assignee"])
        self.fence += 1
        thread["fence"] = self.fence
        row.update(assignee=admin, mode="admin", status="open", waiting_since=None, needs_reply=True)
        self.add(thread, "system", f"Admin {admin} bergabung", publish=False)
        self.publish("message", {"conversation_id": row["id"], "message": thread["messages"][-1]})
        self.changed(thread, by=admin, text="claim")
        self.note(admin, "claim", thread)
        return {"fence": self.fence, "conversation": row}

    def send(self, body, admin):
        if body.get("client_message_id") in self.sent:
            return self.sent[body["client_message_id"]]
        thread = self.thread(body.get("conversation_id"))
        row = thread["row"]
        if row["assignee"] != admin or thread["fence"] != body.get("fence"):
            raise Problem(409, "fence_stale", "Percakapan ini kini dipegang orang lain.", content=body.get("content"), admin=row["assignee"])
        message = self.add(thread, "admin", body["content"], admin=admin, client_message_id=body["client_message_id"])
        row["needs_reply"] = False
        self.changed(thread, bump=False)
        self.note(admin, "send", thread)
        answer = {"message": message, "sequence": message["sequence"]}
        self.sent[body["client_message_id"]] = answer
        return answer

    def act(self, thread, action, body, method, admin):
        row = thread["row"]
        if action == "release":
            row.update(assignee=None, mode="waiting_admin", status="pending", waiting_since=stamp(datetime.now(timezone.utc)))
            thread["fence"] = None
        elif action == "assign":
            if body.get("admin") not in self.presence:
                raise Problem(422, "admin_unknown", "Admin ini tidak ada.")
            self.fence += 1
            thread["fence"] = self.fence
            row.update(assignee=body["admin"], mode="admin", status="open", waiting_since=None)
        elif action == "close":
            row.update(status="closed", mode="bot", assignee=None, waiting_since=None, needs_reply=False)
            thread["fence"] = None
        elif action == "reopen":
            row.update(status="open", mode="bot")
        elif action == "notes":
            thread["notes"].append({"at": stamp(datetime.now(timezone.utc)), "admin": admin, "text": body["text"]})
        elif action == "labels":
            labels = [each for each in row["labels"] if each != body["label"]]
            row["labels"] = labels if method == "DELETE" else labels + [body["label"]]
        elif action == "snooze":
            row["snoozed_until"] = body["until"]
        elif action == "block":
            row["blocked"] = body["blocked"]
        elif action == "priority":
            row["priority"] = body["priority"]
        else:
            raise Problem(404, "not_found", "Tidak ada.")
        self.changed(thread, by=admin, text=action)
        self.note(admin, action, thread)
        return {"conversation": row}

    def save_canned(self, body, admin):
        identity = body.get("id") or f"k-{len(self.canned) + 1}"
        versions = self.canned.setdefault(identity, [])
        entry = {**{name: body.get(name) for name in ("title", "shortcut", "text", "locale")}, "id": identity, "version": len(versions) + 1, "admin": admin, "at": stamp(datetime.now(timezone.utc))}
        versions.append(entry)
        return entry

    def statistics(self, query):
        days = [{"day": (self.now - timedelta(days=back)).strftime("%Y-%m-%d"), "escalations": (back * 7) % 5, "conversations": 6 + (back * 5) % 11, "leads": back % 3} for back in range(13, -1, -1)]
        top = [{"intent": each, "title": TITLES[each], "n": 42 - 5 * place, "conversations": [f"c-{place:04d}", f"c-{place + 6:04d}"]} for place, each in enumerate(TITLES)]
        return {
            "from": query.get("from") or days[0]["day"], "to": query.get("to") or days[-1]["day"], "escalations": sum(each["escalations"] for each in days), "by_day": days,
            "claimed": 24, "escalations_within_hours": 24, "claimed_within_3_min": 21, "claim_share": 0.875,
            "first_response": {"n": 24, "median_seconds": 74, "p90_seconds": 260, "within_sla": 23}, "resolution": {"n": 20, "median_seconds": 5400, "p90_seconds": 40_000, "within_sla": 20},
            "csat": {"up": 18, "down": 2, "share": 0.9}, "top_questions": top,
            "unanswered": [{"text": "apakah bisa cicil lewat koperasi", "n": 3, "conversations": ["c-0002"]}, {"text": "izin untuk travel haji plus di daerah", "n": 2, "conversations": ["c-0004"]}],
            "intents": [{"intent": each, "title": TITLES[each], "n": 40 - 4 * place, "mean_confidence": 0.9 - 0.05 * place, "up": 8 - place, "down": place % 3} for place, each in enumerate(TITLES)],
            "sources": [{"title": "PMA Nomor 5 Tahun 2021", "n": 31}, {"title": "UU Nomor 14 Tahun 2025", "n": 12}],
            "ctas": [{"intent": "BIAYA_JASA", "cta": "primary", "variant": variant, "shown": 60, "clicked": clicked, "refused": 4, "share": clicked / 60, "low": clicked / 60 - 0.08, "high": clicked / 60 + 0.1} for variant, clicked in (("a", 12), ("b", 19))],
            "funnel": [{"step": step, "n": n} for step, n in (("opened", 310), ("asked", 220), ("answered", 201), ("handoff", 28), ("lead", 17))],
            "conversion": {"n": 17, "median_seconds": 780}, "scroll": [{"depth": depth, "n": n} for depth, n in ((25, 290), (50, 220), (75, 120), (100, 60))],
            "languages": [{"locale": "id", "n": 180}, {"locale": "en", "n": 40}], "pages": [{"page": "/", "n": 140}, {"page": "/layanan/pendampingan-ppiu/", "n": 80}],
            "audit": {"week": "2026-W48", "marked": 12, "right": 11, "share": 11 / 12},
        }

    def audits(self, query):
        week = query.get("week") or "2026-W48"
        samples = []
        for index in range(30):
            intent, question = QUESTIONS[index % len(QUESTIONS)]
            samples.append({"conversation_id": f"c-{index % 24:04d}", "message_id": f"a-{week}-{index}", "question": question, "answer": f"Penjelasan singkat tentang {TITLES[intent].lower()}.", "intent": intent, "title": TITLES[intent],
                            "confidence": 0.7 + index / 100, "at": stamp(self.now - timedelta(hours=index)), "mark": self.marks.get(f"a-{week}-{index}")})
        marks = [each["mark"] for each in samples if each["mark"]]
        right = sum(each["right"] for each in marks)
        return {
            "week": week, "size": 30, "marked": len(marks), "right": right, "share": right / len(marks) if marks else None, "target": 0.9, "met": right / len(marks) > 0.9 if len(marks) == 30 else None,
            "samples": samples, "by_intent": [{"intent": "PPIU_SYARAT", "title": TITLES["PPIU_SYARAT"], "n": 12, "right": 11, "low": 0.65, "high": 0.99}],
            "suggestions": [{"text": "Apa syarat dasar mengajukan izin PPIU?", "intent": "PPIU_SYARAT"}],
        }


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    @property
    def desk(self):
        return self.server.desk

    def do_GET(self):
        self.answer("GET")

    def do_POST(self):
        self.answer("POST")

    def do_DELETE(self):
        self.answer("DELETE")

    def answer(self, method):
        url = urlsplit(self.path)
        path = unquote(url.path)
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        body = None
        if length := int(self.headers.get("Content-Length") or 0):
            body = json.loads(self.rfile.read(length))
        try:
            if path == "/_fake":
                return self.reply(200, self.fake(body or {}))
            if not path.startswith(("/admin/", "/api/")):
                return self.file(path)
            admin = self.admin()
            if not admin:
                return self.reply(401, {"code": "unauthorized", "title": "Silakan masuk sebagai admin."}, **{"WWW-Authenticate": 'Basic realm="Frontdesk"'})
            if path.startswith("/admin/"):
                return self.page() if path == "/admin/" else self.file("/console/" + path[len("/admin/"):])
            if self.desk.is_down:
                return self.reply(503, {"code": "unavailable", "title": "Server sedang dimulai ulang."}, **{"Retry-After": "1"})
            if method != "GET" and (self.headers.get("X-Frontdesk") != "1" or self.headers.get("Content-Type") != "application/json"):
                raise Problem(403, "forbidden", "Header tidak lengkap.")
            if path == "/api/admin/stream":
                return self.stream(query, admin)
            with self.desk.lock:
                self.desk.requests.append((method, path, body))
                found = self.route(method, path, query, body or {}, admin)
                return self.reply(204 if found is None else 200, copy.deepcopy(found))
        except Problem as problem:
            self.reply(problem.status, problem.body)

    def admin(self):
        kind, _, value = (self.headers.get("Authorization") or "").partition(" ")
        return base64.b64decode(value).decode().partition(":")[0] if kind == "Basic" else None

    def route(self, method, path, query, body, admin):
        desk = self.desk
        desk.presence.setdefault(admin, "offline")
        if path == "/api/chat/claim":
            return desk.claim(body, admin)
        if path == "/api/chat/send":
            return desk.send(body, admin)
        if path == "/api/faq":
            return {"version": "contoh", "locale": "id", "intents": [{"id": name, "title": title, "question": title} for name, title in TITLES.items()]}
        parts = path.removeprefix("/api/admin/").split("/")
        if parts == ["conversations"]:
            return desk.listed(query, admin)
        if parts[0] == "conversations":
            thread = desk.thread(parts[1])
            action = parts[2] if len(parts) > 2 else None
            if action is None:
                return desk.opened(thread, admin)
            if action == "messages":
                after = int(query.get("after") or 0)
                return {"messages": [m for m in thread["messages"] if m["sequence"] > after], "conversation": thread["row"], "last": thread["messages"][-1]["sequence"]}
            if action == "unmask":
                desk.note(admin, "unmask", thread)
                return desk.opened(thread, admin, unmasked=True)
            if action == "suggestion":
                return {"text": "Syarat dasar: badan usaha berbentuk PT, NIB, dan akta yang memuat kegiatan biro perjalanan wisata.", "intent": "PPIU_SYARAT", "title": TITLES["PPIU_SYARAT"], "confidence": 0.86, "sources": [], "benefits": []}
            if action in ("typing", "seen"):
                if action == "typing":
                    desk.publish("typing", {"conversation_id": thread["row"]["id"], "who": admin})
                return None
            if action == "view":
                viewers = set(thread["row"]["viewers"]) - {admin}
                thread["row"]["viewers"] = sorted(viewers | ({admin} if body["viewing"] else set()))
                desk.changed(thread, bump=False)
                return None
            return desk.act(thread, action, body, method, admin)
        if parts[0] == "canned":
            if len(parts) > 1:
                if method == "DELETE":
                    desk.canned.pop(parts[1], None)
                    return None
                return {"versions": desk.canned[parts[1]]}
            if method == "POST":
                missing = [name for name in ("title", "shortcut", "text") if not body.get(name)]
                if missing:
                    raise Problem(422, "field_missing", f"Isi {missing[0]}.", field=missing[0])
                return desk.save_canned(body, admin)
            return {"canned": [versions[-1] for versions in desk.canned.values()]}
        if parts == ["presence"]:
            if method == "POST":
                desk.presence[admin] = body["state"]
                desk.publish("presence", {"admins": self.admins()})
            return {"me": admin, "admins": self.admins()}
        if parts == ["audit"]:
            entries = [e for e in desk.log[::-1] if (not query.get("admin") or e["admin"] == query["admin"]) and (not query.get("action") or e["action"] == query["action"])]
            start = int(query.get("cursor") or 0)
            return {"entries": entries[start:start + PAGE], "next_cursor": str(start + PAGE) if start + PAGE < len(entries) else None}
        if parts == ["stats"]:
            return desk.statistics(query)
        if parts[0] == "leads":
            if len(parts) == 1:
                leads = [e for e in desk.leads.values() if not query.get("status") or e["status"] == query["status"]]
                return {"leads": leads, "next_cursor": None, "counts": {s: sum(e["status"] == s for e in desk.leads.values()) for s in ("new", "contacted", "won", "lost")}}
            lead = desk.leads[parts[1]]
            if parts[2:] == ["unmask"]:
                desk.note(admin, "unmask")
                return {**lead, "contact": "+62 800 0000 0000"}
            lead["status"] = body.get("status") or lead["status"]
            if body.get("note"):
                lead["notes"].append({"at": stamp(datetime.now(timezone.utc)), "admin": admin, "text": body["note"]})
            return lead
        if parts == ["audits"]:
            if method == "POST":
                desk.marks[body["message_id"]] = {"right": body["right"], "intent_should_be": body.get("intent_should_be"), "note": body.get("note"), "admin": admin, "at": stamp(datetime.now(timezone.utc))}
                return {"mark": desk.marks[body["message_id"]]}
            return desk.audits(query)
        if parts == ["ask"]:
            return {"answer": "Untuk staf: kuitansi dikirim paling lambat hari kerja berikutnya.", "intent": "STAF_KUITANSI", "title": "Kuitansi", "confidence": 0.91, "alternatives": [], "sources": [{"title": "Pedoman internal"}], "internal": True}
        if parts == ["erase"]:
            desk.threads.pop(body["conversation_id"], None)
            desk.note(admin, "erase")
            return {"erasure_id": "er-1", "at": stamp(datetime.now(timezone.utc)), "streams": 1}
        if parts[0] == "deliveries":
            if parts[2:] == ["retry"]:
                delivery = desk.deliveries[parts[1]]
                delivery.update(state="waiting", attempts=delivery["attempts"] + 1, retry_at=stamp(datetime.now(timezone.utc)))
                desk.publish("delivery", delivery)
                return delivery
            return {"deliveries": list(desk.deliveries.values()), "configured": ["waha", "email", "webhook"]}
        if parts[0] == "polisher":
            opened = parts[1:] != ["reset"]
            return {"provider": "anthropic", "model": "contoh-1", "state": "open" if opened else "on", "spent": {"calls": 12, "tokens": 6000, "micro_cost": 21_000},
                    "limits": {"day": {"tokens": 2_000_000, "micro_cost": 1_000_000}}, "breaker": {"open": opened, "reason": "5 kegagalan beruntun" if opened else None, "since": stamp(self.desk.now) if opened else None}}
        if parts == ["password"]:
            if body.get("current") != "x":
                raise Problem(403, "wrong_password", "Kata sandi saat ini tidak cocok.")
            if body["password"] == "di luar berkas":
                raise Problem(409, "password_fixed", "Kata sandi akun ini tidak dapat diubah di sini.")
            return None
        raise Problem(404, "not_found", "Tidak ada.")

    def admins(self):
        rows = [t["row"] for t in self.desk.threads.values()]
        return [{"name": name, "state": state, "conversations": sum(r["assignee"] == name for r in rows)} for name, state in self.desk.presence.items()]

    def stream(self, query, admin):
        inbox = queue.Queue()
        with self.desk.lock:
            known = self.headers.get("Last-Event-ID") or query.get("after")
            after = int(known or self.desk.change)
            self.desk.streams[inbox] = admin
            missed = [event for event in self.desk.events if event[0] > after]
        self.send_response(200)
        self.headed({"Content-Type": "text/event-stream", "Cache-Control": "no-store", "Connection": "close"})
        self.end_headers()
        self.close_connection = True
        try:
            self.wfile.write(f"event: hello\ndata: {json.dumps({'me': admin, 'after': after, 'resync': self.desk.resync or not known})}\n\n".encode())
            for event in missed:
                self.say(event)
            while True:
                try:
                    event = inbox.get(timeout=1)
                except queue.Empty:
                    event = "ping"
                if event is None:
                    return
                self.say(event)
        except OSError:
            pass  # the browser went away
        finally:
            self.desk.streams.pop(inbox, None)

    def say(self, event):
        text = ": ping\n\n" if event == "ping" else f"id: {event[0]}\nevent: {event[1]}\ndata: {json.dumps(event[2], ensure_ascii=False)}\n\n"
        self.wfile.write(text.encode())
        self.wfile.flush()

    def fake(self, body):
        """What visitors, colleagues and accidents do."""
        desk, do = self.desk, body.get("do")
        with desk.lock:
            if do == "reset":
                desk.reset(body.get("count", 24))
            elif do == "say":
                desk.thread(body["id"])["row"]["needs_reply"] = True
                desk.add(desk.thread(body["id"]), "user", body["text"], reading={"intent": "DURASI", "title": TITLES["DURASI"], "confidence": 0.74, "alternatives": []})
            elif do == "fill":
                for number in range(body["count"]):
                    desk.add(desk.thread(body["id"]), "user", f"pesan {number}", publish=False)
            elif do == "new":
                desk.seed(len(desk.threads))
                thread = list(desk.threads.values())[-1]
                thread["row"].update(status="pending", mode="waiting_admin", waiting_since=stamp(datetime.now(timezone.utc)), needs_reply=True, assignee=None, name=body.get("name"))
                desk.changed(thread)
                return thread["row"]
            elif do == "typing":
                desk.publish("typing", {"conversation_id": body["id"], "who": body.get("who", "visitor")})
            elif do == "claim":
                thread = desk.thread(body["id"])
                thread["row"]["assignee"] = None
                desk.claim({"conversation_id": body["id"]}, body["admin"])
            elif do == "cut":  # every stream, as a proxy that restarts
                for stream in list(desk.streams):
                    stream.put(None)
            elif do in ("down", "up"):
                desk.is_down = do == "down"
                if desk.is_down:
                    for stream in list(desk.streams):
                        stream.put(None)
            elif do == "resync":
                desk.resync = body["is"]
        return {
            "requests": desk.requests[-200:], "streams": len(desk.streams), "log": desk.log,
            "sent": [m for t in desk.threads.values() for m in t["messages"] if m["role"] == "admin"],
        }

    # --- files

    def page(self):
        text = (STATIC / "pages/console.mustache").read_text()
        places = {re.sub(r"\W", "_", file.name): file.relative_to(STATIC).as_posix() for file in STATIC.rglob("*.*")}
        places["logo"] = "logo.svg"
        address = lambda path: "/admin/" + path[len("console/"):] if path.startswith("console/") else "/" + path  # noqa: E731
        text = re.sub(r"\{\{assets\.(\w+)\}\}", lambda found: address(places[found[1]]), text).replace("{{site.name}}", "PT Contoh Pendamping")
        self.bytes(text.encode(), ".html")

    def file(self, path):
        file = (STATIC / path.lstrip("/")).resolve()
        if not file.is_file() or STATIC not in file.parents:
            return self.reply(404, {"code": "not_found", "title": "Tidak ada."})
        data = file.read_bytes()
        if file.suffix == ".css":  # joined, as the site build does
            data = re.sub(rb'@import "([^"]+)";', lambda found: (file.parent / found[1].decode()).read_bytes(), data)
        self.bytes(data, file.suffix)

    def bytes(self, data, suffix):
        self.send_response(200)
        self.headed({"Content-Type": TYPES.get(suffix, "application/octet-stream"), "Content-Length": str(len(data)), "Cache-Control": "no-cache"})
        self.end_headers()
        self.wfile.write(data)

    def reply(self, status, body=None, **headers):
        data = b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
        kind = "application/json; charset=utf-8" if status < 400 else "application/problem+json"
        self.send_response(status)
        self.headed({"Content-Type": kind, "Content-Length": str(len(data)), "Cache-Control": "no-store", **headers})
        self.end_headers()
        self.wfile.write(data)

    def headed(self, headers):
        for name, value in {"Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "strict-origin-when-cross-origin", **headers}.items():
            self.send_header(name, value)


class Server(ThreadingHTTPServer):
    def handle_error(self, request, client_address):
        if not isinstance(sys.exc_info()[1], ConnectionError):  # a browser that goes away is no error
            super().handle_error(request, client_address)


def serve(port=0):
    server = Server(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    server.desk = Desk()
    server.desk.resync = False
    server.address = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    server = serve(parser.parse_args().port)
    print(f"ready {server.address}/admin/", flush=True)
    threading.Event().wait()


if __name__ == "__main__":
    main()
