"""What schemathesis needs to know of Frontdesk, and the count of how far its cases come.

Loaded by name through SCHEMATHESIS_HOOKS (deploy/contract.py). A case has an authority that is somebody's and, where it is meant to be
right and names a message, a conversation or the like, one that exists: otherwise nearly all would end at the first look-up. Cases made
to be wrong are left as they are.
"""
import base64
import collections
import json
import os
import random
import re
import threading
import time
import urllib.request

import schemathesis

URL = os.environ["FRONTDESK_CONTRACT_URL"]
TALLY = os.environ["FRONTDESK_CONTRACT_TALLY"]
AUTHORITY = os.environ["FRONTDESK_CONTRACT_AUTHORITY"]
PASSWORD = os.environ.get("FRONTDESK_CONTRACT_PASSWORD", "")
STAFF = re.compile("^/api/admin/|^/api/chat/(claim|send)$")

# Answers that come from nginx, the router, the limits or the reading of the JSON: the route's own work has not begun.
BEFORE_THE_HANDLER = {
    "bad_request", "headers_too_large", "body_too_large", "forbidden", "unauthorized", "rate_limited",
    "not_found", "method_not_allowed", "origin_forbidden", "unsupported_media_type", "not_json", "invalid_field", "too_long",
    "session_missing", "session_unknown", "header_missing",
}

lock = threading.Lock()
tally = collections.Counter()


def ask(method, path, body=None, headers=None):
    request = urllib.request.Request(URL + path, None if body is None else json.dumps(body).encode(), {
        "Content-Type": "application/json", **(headers or {})}, method=method)
    with urllib.request.urlopen(request, timeout=10) as response:
        return json.loads(response.read() or b"null")


def basic(name, password):
    return "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()


class World:
    """What there is to ask about: a conversation, made anew now and then as one holds so many events, and what staff have."""

    def __init__(self):
        self.used = 1_000
        self.known = {}
        self.session = ""

    def renew(self):
        self.used += 1
        if self.used < 40:
            return
        self.used = 0
        answer = ask("POST", "/api/chat", {"messages": [{"role": "user", "content": "syarat ppiu"}]})
        self.session = answer["session_id"]
        offered = [choice.get("text") or choice.get("intent") if isinstance(choice, dict) else choice
                   for choice in answer.get("choices", []) + answer.get("suggestions", [])]
        # A contact must be a number or an address that could be one, which no schema says in full.
        self.known = {"contact": f"siti{random.randrange(10 ** 9)}@perusahaan.example", "message_id": answer["message_id"], "choice": (offered or ["syarat"])[0],
                      "conversation_id": answer["conversation_id"], "admin": "admin", "intent_should_be": "OOS",
                      "until": time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(time.time() + 86_400))}
        if not PASSWORD:
            return
        admin = {"Authorization": basic("admin", PASSWORD), "X-Frontdesk": "1"}
        self.known["fence"] = ask("POST", "/api/chat/claim", {"conversation_id": answer["conversation_id"]}, admin)["fence"]
        lead = ask("POST", "/api/leads", {"name": "Contoh", "contact": self.known["contact"], "company": "PT Contoh", "need": "izin",
                                          "consent": {"wording_version": "1"}}, {"Authorization": f"Session {self.session}"})
        canned = ask("POST", "/api/admin/canned", {"title": "Salam", "shortcut": f"s{random.randrange(10 ** 6)}", "text": "Halo"}, admin)
        self.names = {"conversations": answer["conversation_id"], "leads": lead["lead_id"], "canned": canned["id"],
                      "export": random.choice(["conversations.csv", "leads.csv", "statistics.csv"])}


world = World()


@schemathesis.auth(refresh_interval=None)
class Authority:
    def get(self, case, context):
        if AUTHORITY == "nobody":
            return None
        with lock:
            world.renew()
        return {"session": f"Session {world.session}", "password": basic("admin", PASSWORD),
                "bearer": f"Bearer {os.environ['FRONTDESK_CONTRACT_BEARER']}"}[AUTHORITY]

    def set(self, case, data, context):
        if data is None:
            return
        if case.path.startswith("/chat"):
            case.cookies = {**(case.cookies or {}), "session": world.session}
        else:
            case.headers = case.headers or {}
            case.headers["Authorization"] = data


# Parameters whose right values no schema can say: a day there is, a page that was there, a word to look for.
PARAMETERS = {"from": "2026-11-01", "to": "2026-11-30", "week": "2026-W48", "q": "syarat", "cursor": ""}


def is_meant_to_be_right(case):
    meta = getattr(case, "meta", None)
    generation = getattr(meta, "generation", None)
    return getattr(getattr(generation, "mode", None), "value", "") == "positive"


@schemathesis.hook
def before_call(context, case, kwargs):
    # A valid wait is waited for: a second each tells as much as 25 s. What is no valid wait stays as it is.
    if isinstance(case.query, dict) and str(case.query.get("wait")).isdigit() and 1 < int(case.query["wait"]) <= 25:
        case.query["wait"] = 1
    if case.path.startswith("/chat") and case.method == "POST":
        # A form comes from our own page, as browsers say.
        case.headers["Origin"] = URL
    if is_meant_to_be_right(case) and isinstance(case.path_parameters, dict) and "id" in case.path_parameters and AUTHORITY != "nobody":
        case.path_parameters["id"] = world.names.get(case.path.split("/")[3], case.path_parameters["id"])
    if is_meant_to_be_right(case) and isinstance(case.query, dict):
        case.query.update({name: value for name, value in PARAMETERS.items() if name in case.query})
    if isinstance(case.query, dict):
        # Longer than any limit of ours, and short enough for nginx to read: its own 414 comes before anything that is tried here.
        case.query.update({name: value[:400] for name, value in case.query.items() if isinstance(value, str)})
    if not isinstance(case.body, dict):
        return
    if is_meant_to_be_right(case) and case.path.endswith("/join") and case.body.get("contact") is not None:
        case.body["contact"] = "+62 800-0000-0001"
    elif is_meant_to_be_right(case):
        for member in world.known:
            if case.body.get(member) is not None:
                case.body[member] = world.known[member]
    elif "session_id" in case.body and not STAFF.search(case.path):
        # The header counts when both are there; without it the body's own session is what is looked at.
        case.headers.pop("Authorization", None)


@schemathesis.hook
def after_call(context, case, response):
    code = ""
    if response.status_code >= 400:
        try:
            code = json.loads(response.content).get("code", "")
        except (ValueError, AttributeError):
            code = "a page" if b"<html" in response.content else "no problem document"
    with lock:
        if "/erase" in case.path and response.status_code == 200:
            world.used = 1_000
        tally["cases"] += 1
        tally["reached"] += code not in BEFORE_THE_HANDLER
        tally[f"{response.status_code} {code}".strip()] += 1
        with open(TALLY, "w", encoding="utf-8") as file:
            json.dump(tally, file)


@schemathesis.check
def nobody_is_let_in(ctx, response, case):
    """Without authority a route of the staff answers with a refusal, whatever is sent."""
    if AUTHORITY == "nobody" and STAFF.search(case.path):
        assert response.status_code >= 400, f"{response.status_code} without authority"
