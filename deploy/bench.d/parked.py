#!/usr/bin/env python3
"""Parks requests straight on the responder's FastCGI socket, wakes them, and says what that took.

    parked.py SOCKET --count 10000 --pid PID \\
        --park 'GET /api/chat/messages?after=1&wait=25' --wake 'POST /api/chat' --wake-body '{"messages":[…]}' \\
        --param HTTP_AUTHORIZATION='Session …' --wake-param CONTENT_TYPE=application/json

{n} in the parked request's path, variables and body becomes its number, 0 and up. Without --wake the parked requests
are woken by something else (a deadline, a person) and it is only waited for them.

One JSON object is printed: how long parking took, the responder's memory before and after (VmRSS of --pid, in kB, and
bytes for each parked request), the time from the wake's first byte until the first and the last parked client had its
whole answer, and how many had which status. Exit 1 when one got no whole answer.
"""
import argparse
import collections
import json
import resource
import select
import socket
import sys
import time

CHUNK = 32_768


def record(kind, content=b""):
    return bytes((1, kind, 0, 1)) + len(content).to_bytes(2, "big") + b"\0\0" + content


def pair(name, value):
    def length(count):
        return bytes((count,)) if count < 0x80 else (count | 0x8000_0000).to_bytes(4, "big")

    name, value = name.encode(), value.encode()
    return length(len(name)) + length(len(value)) + name + value


def request(line, body, params, number=0):
    """The bytes of one request, as nginx would send it."""
    method, uri = line.replace("{n}", str(number)).split(" ", 1)
    body = body.replace("{n}", str(number)).encode()
    path, _, query = uri.partition("?")
    variables = {
        "REQUEST_METHOD": method, "REQUEST_URI": uri, "DOCUMENT_URI": path, "QUERY_STRING": query,
        "CONTENT_LENGTH": str(len(body)) if body else "", "SERVER_PROTOCOL": "HTTP/1.1", "REQUEST_SCHEME": "http",
        "REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "127.0.0.1", "FRONTDESK_REALM": "public", "FRONTDESK_ADMIN": "",
    }
    variables.update((name, value.replace("{n}", str(number))) for name, value in params)
    content = b"".join(pair(name, value) for name, value in variables.items())
    output = record(1, bytes((0, 1, 0, 0, 0, 0, 0, 0)))
    output += b"".join(record(4, content[at:at + CHUNK]) for at in range(0, len(content), CHUNK)) + record(4)
    return output + b"".join(record(5, body[at:at + CHUNK]) for at in range(0, len(body), CHUNK)) + record(5)


def outcome(answer):
    """The status of a whole answer, or None."""
    output, at = b"", 0
    while at + 8 <= len(answer):
        size = int.from_bytes(answer[at + 4:at + 6], "big")
        if answer[at + 1] == 6:
            output += answer[at + 8:at + 8 + size]
        if answer[at + 1] == 3:
            return int(output[8:11]) if output.startswith(b"Status: ") else 200
        at += 8 + size + answer[at + 6]
    return None


def send(path, content):
    client = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    while True:
        try:
            client.connect(path)
            break
        except BlockingIOError:  # the queue is full: the responder is behind
            time.sleep(0.001)
    client.sendall(content)
    client.setblocking(False)
    return client


def memory(pid):
    if not pid:
        return None
    with open(f"/proc/{pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))


def named(text):
    name, _, value = text.partition("=")
    return name, value


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("socket")
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--pid", type=int, help="the responder, to read its memory")
    parser.add_argument("--park", default="GET /", help="METHOD URI of the parked requests")
    parser.add_argument("--body", default="", help="their body")
    parser.add_argument("--param", type=named, action="append", default=[], help="NAME=VALUE, more of their variables")
    parser.add_argument("--wake", help="METHOD URI of the request that wakes them")
    parser.add_argument("--wake-body", default="")
    parser.add_argument("--wake-param", type=named, action="append", default=[])
    parser.add_argument("--settle", type=float, default=1.0, help="seconds to wait between parking and waking")
    parser.add_argument("--limit", type=float, default=60.0, help="seconds to wait for the answers")
    options = parser.parse_args()

    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    if hard < options.count + 32:
        sys.exit(f"parked.py: {hard} descriptors allowed, {options.count + 32} needed (ulimit -n)")

    result = {"count": options.count, "memory_before_kb": memory(options.pid)}
    poll = select.epoll()
    waiting = {}
    began = time.monotonic()
    for number in range(options.count):
        client = send(options.socket, request(options.park, options.body, options.param, number))
        waiting[client.fileno()] = (client, bytearray())
        poll.register(client.fileno(), select.EPOLLIN)
    result["park_seconds"] = round(time.monotonic() - began, 3)
    time.sleep(options.settle)
    result["memory_parked_kb"] = memory(options.pid)
    if options.pid:
        grown = result["memory_parked_kb"] - result["memory_before_kb"]
        result["bytes_each"] = round(grown * 1024 / options.count)
    result["answered_before_wake"] = len(poll.poll(0, options.count))

    began = time.monotonic()
    waker = send(options.socket, request(options.wake, options.wake_body, options.wake_param)) if options.wake else None
    statuses = collections.Counter()
    times = []
    while waiting and time.monotonic() - began < options.limit:
        for descriptor, _ in poll.poll(options.limit, 1024):
            client, answer = waiting[descriptor]
            try:
                more = client.recv(65_536)
            except BlockingIOError:
                continue
            except ConnectionError:
                more = b""
            answer += more
            status = outcome(answer)
            if status is None and more:
                continue
            if status is not None:
                times.append(time.monotonic() - began)
            statuses[str(status)] += 1
            del waiting[descriptor]
            client.close()
    times.sort()
    result.update(
        whole=len(times), lost=options.count - len(times), statuses=dict(statuses),
        wake_first_ms=round(times[0] * 1000, 1) if times else None,
        wake_median_ms=round(times[len(times) // 2] * 1000, 1) if times else None,
        wake_last_ms=round(times[-1] * 1000, 1) if times else None)
    if waker:
        waker.setblocking(True)
        waker.settimeout(options.limit)
        answer = b""
        while more := waker.recv(65_536):
            answer += more
        result["wake_status"] = outcome(answer)
    print(json.dumps(result))
    sys.exit(1 if result["lost"] else 0)


if __name__ == "__main__":
    main()
