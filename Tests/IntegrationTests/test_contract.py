"""The HTTP contract through nginx: the cases of contract.json, which HTTPTests runs in process (Tests/HTTPTests/Support/Contract.swift
says how a case is written). Against FRONTDESK_URL if that is set, else against a house of its own."""
import http.client
import json
import os
import pathlib
import re
import threading
import time
import unittest
import urllib.parse
import uuid

from house import House, wait_until

CASES = json.loads(pathlib.Path(__file__).with_name("contract.json").read_text())
SETTINGS = {"RATELIMIT_MAX": "1000000", "ALLOWED_ORIGINS": "https://partner.example"}


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.text = response.read().decode()

    @property
    def json(self):
        return json.loads(self.text)


def ask(host, method, target, body, headers):
    connection = http.client.HTTPConnection(host, timeout=40)
    try:
        connection.putrequest(method, target, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name, value)
        if body or method == "POST":
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body or None)
        return Answer(connection.getresponse())
    finally:
        connection.close()


def value_at(value, path):
    for name in re.findall(r"[^.\[\]]+", path):
        value = value[int(name)] if isinstance(value, list) else value[name]
    return value


def expanded(value):
    """`{"$repeat": [text, n]}` and `{"$list": [element, n]}` written out."""
    if isinstance(value, list):
        return [expanded(each) for each in value]
    if isinstance(value, dict):
        for name in ("$repeat", "$list"):
            if list(value) == [name]:
                what, count = value[name]
                return what * count if name == "$repeat" else [expanded(what)] * count
        return {name: expanded(each) for name, each in value.items()}
    return value


def filled(value, variables):
    """`value` with its variables filled in."""
    if isinstance(value, str):
        whole = re.fullmatch(r"\$\{(\w+)\}", value)
        if whole and whole[1] in variables:
            return variables[whole[1]]
        return re.sub(r"\$\{(\w+)\}", lambda name: text_of(variables[name[1]]) if name[1] in variables else name[0], value)
    if isinstance(value, list):
        return [filled(each, variables) for each in value]
    if isinstance(value, dict):
        return {filled(name, variables): filled(each, variables) for name, each in value.items()}
    return value


def text_of(value):
    return value if isinstance(value, str) else json.dumps(value)


MISSING = object()
KINDS = {"$string": lambda value: isinstance(value, str) and value, "$boolean": lambda value: isinstance(value, bool),
         "$integer": lambda value: is_number(value) and value == int(value), "$number": lambda value: is_number(value),
         "$array": lambda value: isinstance(value, list), "$object": lambda value: isinstance(value, dict)}


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def mismatch(value, pattern, path=""):
    """Where `value` is not what `pattern` says; None where it is."""
    def wrong(wanted):
        return f"{path or 'it'} should be {wanted}, is {'missing' if value is MISSING else json.dumps(value)}"

    if isinstance(pattern, str) and pattern == "$absent":
        return None if value is MISSING else wrong("absent")
    if value is MISSING:
        return wrong("there")
    if isinstance(pattern, str) and pattern in KINDS:
        return None if KINDS[pattern](value) else wrong(pattern)
    if isinstance(pattern, list):
        if not isinstance(value, list) or len(value) != len(pattern):
            return wrong(f"{len(pattern)} elements")
        return next(filter(None, (mismatch(a, b, f"{path}[{i}]") for i, (a, b) in enumerate(zip(value, pattern)))), None)
    if isinstance(pattern, dict):
        for name, wanted in pattern.items():
            found = None
            if name == "$matches":
                found = None if re.search(wanted, text_of(value)) else wrong(f"like {wanted}")
            elif name == "$not":
                found = None if mismatch(value, wanted) else wrong(f"other than {wanted}")
            elif name == "$count":
                found = None if isinstance(value, list) and len(value) == wanted else wrong(f"{wanted} elements")
            elif name == "$each":
                found = next(filter(None, (mismatch(each, wanted, path + "[]") for each in value)), None)
            elif name == "$includes":
                found = None if any(mismatch(each, wanted) is None for each in value) else wrong(f"with {wanted}")
            elif name == "$members":
                # A name with "?" behind it may be missing.
                needed, allowed = {name for name in wanted if name[-1] != "?"}, {name.rstrip("?") for name in wanted}
                found = None if isinstance(value, dict) and needed <= set(value) <= allowed else wrong(f"with the members {wanted}")
            else:
                member = value.get(name, MISSING) if isinstance(value, dict) else MISSING
                found = mismatch(member, wanted, f"{path}.{name}")
            if found:
                return found
        return None
    if is_number(pattern):
        return None if is_number(value) and value == pattern else wrong(pattern)
    return None if type(value) is type(pattern) and value == pattern else wrong(json.dumps(pattern))


class Contract(unittest.TestCase):
    host: str

    @classmethod
    def setUpClass(cls):
        if url := os.environ.get("FRONTDESK_URL"):
            cls.host = urllib.parse.urlsplit(url).netloc
        else:
            cls.host = cls.opened("contract", SETTINGS, cls.addClassCleanup)

    @staticmethod
    def opened(name, settings, add_cleanup):
        house = House(name, settings)
        add_cleanup(house.clear)
        house.ready()
        return f"127.0.0.1:{house.port}"

    def run_case(self, case):
        host = self.host
        if os.environ.get("FRONTDESK_URL") and ("limits" in case or case.get("needs") == "settings"):
            self.skipTest("needs settings that the server at FRONTDESK_URL may not have")
        if "limits" in case:
            host = self.opened("limits", {name: str(value) for name, value in case["limits"].items()}, self.addCleanup)
        for variant in case.get("each", [{}]):
            with self.subTest(json.dumps(variant)[:120]):
                variables = {"host": host, "unique": str(uuid.uuid4())}
                variables.update({name: filled(value, variables) for name, value in variant.items()})
                for step in case["steps"]:
                    self.take(step, host, variables)

    def take(self, step, host, variables):
        line = filled(step["send"], variables)
        method, target = line.split(" ", 1)
        headers = {name: value for name, value in filled(step.get("headers", {}), variables).items() if value}
        if "as" in step:
            headers["Authorization"] = f"Session {filled(step['as'], variables)}"
        body = b""
        if "body" in step and method not in ("GET", "HEAD"):
            headers.setdefault("Content-Type", "application/json")
            body = json.dumps(expanded(filled(step["body"], variables))).encode()
        elif "raw" in step:
            body = expanded(filled(step["raw"], variables)).encode()
        elif "hex" in step:
            body = bytes.fromhex(step["hex"])
        began = time.monotonic()
        if "meanwhile" in step:
            answers = []
            thread = threading.Thread(target=lambda: answers.append(ask(host, method, target, body, headers)))
            thread.start()
            wait_until(lambda: re.search(r"frontdesk_polls_parked [1-9]", ask(host, "GET", "/api/metrics", b"", {}).text), 10, "the request is parked")
            for other in step["meanwhile"]:
                self.take(other, host, variables)
            thread.join(40)
            answer = answers[0]
        else:
            answer = ask(host, method, target, body, headers)
        self.check(answer, filled(step.get("expect", {"status": 200}), variables), line, time.monotonic() - began)
        for name, path in step.get("keep", {}).items():
            variables[name] = value_at(answer.json, path)

    def check(self, answer, expected, line, seconds):
        told = f"{line} → {answer.status} {answer.text[:600]}"
        self.assertTrue(answer.headers["X-Request-Id"], told)
        if "status" in expected:
            self.assertEqual(answer.status, expected["status"], told)
        if "problem" in expected:
            self.assertEqual(answer.status, expected["problem"]["status"], told)
            self.assertEqual(answer.headers["Content-Type"].split(";")[0], "application/problem+json", told)
            self.assertIsNone(mismatch(answer.json, {"type": "about:blank", "title": "$string", **expected["problem"]}), told)
        for name, pattern in expected.get("headers", {}).items():
            self.assertIsNone(mismatch(answer.headers.get(name, MISSING), pattern, name), told)
        if "body" in expected:
            self.assertIsNone(mismatch(answer.json, expected["body"]), told)
        if "text" in expected:
            self.assertRegex(answer.text, expected["text"], told)
        if "seconds" in expected:
            self.assertTrue(expected["seconds"][0] <= seconds <= expected["seconds"][1], f"{seconds} s: {told}")


def add_tests():
    for case in CASES:
        name = "test_" + re.sub(r"\W+", "_", case["name"]).strip("_")
        assert not hasattr(Contract, name), name
        setattr(Contract, name, lambda self, case=case: self.run_case(case))


add_tests()

if __name__ == "__main__":
    unittest.main()
