"""What schemathesis needs to know of Frontdesk, and the count of how far its cases come.

Loaded by name through SCHEMATHESIS_HOOKS (deploy/contract.py). A case has a live session and, where a message or a choice is
named, one that exists, and a contact that could be one: otherwise nearly all would end at the first look-up. Cases made to be wrong are left as they are.
"""
import collections
import json
import os
import threading
import urllib.request

import schemathesis

URL = os.environ["FRONTDESK_CONTRACT_URL"]
TALLY = os.environ["FRONTDESK_CONTRACT_TALLY"]

# Answers that come from nginx, the router, the limits or the reading of the JSON: the route's own work has not begun.
BEFORE_THE_HANDLER = {
    "bad_request", "headers_too_large", "body_too_large", "forbidden", "unauthorized", "rate_limited",
    "not_found", "method_not_allowed", "origin_forbidden", "unsupported_media_type", "not_json", "invalid_field", "too_long",
    "session_missing",
}

lock = threading.Lock()
tally = collections.Counter()
# A contact must be a number or an address that could be one, which no schema says in full.
known = {"contact": "siti@perusahaan.example"}


def talk():
    """A conversation with an answer that offers something: its session, a message and a choice of it."""
    body = json.dumps({"messages": [{"role": "user", "content": "syarat ppiu"}]}).encode()
    request = urllib.request.Request(URL + "/api/chat", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as response:
        answer = json.load(response)
    offered = [choice.get("text") or choice.get("title") or choice.get("intent") if isinstance(choice, dict) else choice
               for choice in answer.get("choices", []) + answer.get("suggestions", [])]
    known.update(message_id=answer["message_id"], choice=(offered or ["syarat"])[0])
    return answer["session_id"]


# A conversation holds so many events; a new one every few seconds keeps it from filling.
@schemathesis.auth(refresh_interval=3)
class Session:
    def get(self, case, context):
        return talk()

    def set(self, case, data, context):
        case.headers = case.headers or {}
        case.headers["Authorization"] = f"Session {data}"


def is_meant_to_be_right(case):
    meta = getattr(case, "meta", None)
    generation = getattr(meta, "generation", None)
    return getattr(getattr(generation, "mode", None), "value", "") == "positive"


@schemathesis.hook
def before_call(context, case, kwargs):
    # A valid wait is waited for: a second each tells as much as 25 s. What is no valid wait stays as it is.
    if isinstance(case.query, dict) and str(case.query.get("wait")).isdigit() and 1 < int(case.query["wait"]) <= 25:
        case.query["wait"] = 1
    if not isinstance(case.body, dict):
        return
    if is_meant_to_be_right(case):
        for member in ("message_id", "choice", "contact"):
            if case.body.get(member) is not None:
                case.body[member] = known.get(member, case.body[member])
    elif "session_id" in case.body:
        # The header counts when both are there; without it the body's own session is what is looked at.
        case.headers.pop("Authorization", None)


@schemathesis.hook
def after_call(context, case, response):
    code = ""
    if response.status_code >= 400:
        try:
            code = json.loads(response.content).get("code", "")
        except (ValueError, AttributeError):
            code = "no problem document"
    with lock:
        tally["cases"] += 1
        tally["reached"] += code not in BEFORE_THE_HANDLER
        tally[f"{response.status_code} {code}".strip()] += 1
        with open(TALLY, "w", encoding="utf-8") as file:
            json.dump(tally, file)
