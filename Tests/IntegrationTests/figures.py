"""The console's figures, counted again from `frontdesk log export --unmasked`: Sources/Ledger/Ledger.docc/Figures.md in Python.

    frontdesk log export --unmasked --state .run | python3 figures.py 2026-11-01 2026-11-30 [--locale id] [--page /]

prints what `GET /api/admin/stats` answers for these days, titles and texts aside. It shares nothing with the program but that article: a
second opinion, slow and plain.
"""
import argparse
import collections
import datetime
import json
import math
import sys
import unicodedata

OUT_OF_SCOPE = "OOS"


def instant(text):
    """Milliseconds since 1970."""
    moment = datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=datetime.timezone.utc)
    return round(moment.timestamp() * 1000)


def rank(values, share):
    values = sorted(values)
    return values[max(0, math.ceil(share * len(values)) - 1)] if values else None


def interval(successes, trials):
    """Wilson's, 95 %."""
    if not trials:
        return None, None
    z, share = 1.959963984540054, successes / trials
    middle = share + z * z / (2 * trials)
    spread = z * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    scale = 1 + z * z / trials
    return max(0, (middle - spread) / scale), min(1, (middle + spread) / scale)


def words(text):
    """What makes two utterances equal: letters and digits without case and accents, the first 32 bytes of each word."""
    found, word = [], ""
    for letter in unicodedata.normalize("NFD", text):
        category = unicodedata.category(letter)
        if category in ("Mn", "Me", "Cf"):
            continue
        if category[0] in "LN" or category == "Mc":
            word += letter.lower()
        elif word:
            found.append(word)
            word = ""
    found += [word] if word else []
    return tuple(each.encode()[:32] for each in found)


def two_figures(number):
    scale = 10 ** max(0, len(str(number)) - 2)
    return number // scale * scale


class Log:
    """The events of a log, by conversation."""

    def __init__(self, lines):
        self.records = []
        self.conversations = collections.defaultdict(list)
        for line in lines:
            record = json.loads(line)
            if record["type"] == "erased" or "data" not in record:
                continue
            record["ms"] = instant(record["at"])
            self.records.append(record)
            self.conversations[record.get("conversation_id") or record.get("stream")].append(record)
        self.starts = {
            stream: record["data"] for stream, records in self.conversations.items() for record in records
            if record["type"] == "conversationStarted"}

    def figures(self, first, last, offset_minutes=420, locale=None, page=None, sla_first=600, sla_resolve=86_400):
        def day(ms):
            return str((datetime.datetime(1970, 1, 1) + datetime.timedelta(milliseconds=ms, minutes=offset_minutes)).date())

        def within(record):
            return first <= day(record["ms"]) <= last

        def wanted(stream):
            start = self.starts.get(stream)
            return start is not None and locale in (None, start["locale"]) and page in (None, start.get("page") or "")

        streams = [stream for stream in self.conversations if wanted(stream)]
        answers = [answer for stream in streams for answer in self.answers(stream) if within(answer)]
        # The latest first: that is how conversations behind a figure are named.
        answers.sort(key=lambda answer: -answer["sequence"])
        handoffs = [handoff for stream in streams for handoff in self.handoffs(stream) if within(handoff)]
        begun = [record for stream in streams for record in self.conversations[stream]
                 if record["type"] == "conversationStarted" and within(record)]
        leads = [record for record in self.records if record["type"] == "leadReceived" and within(record)
                 and page in (None, record["data"].get("page") or "")
                 and (locale is None or self.starts.get(record["data"].get("conversation"), {}).get("locale") == locale)]
        counted = collections.Counter()
        for record in self.records:
            if record["type"] == "interactionsCounted" and within(record) and locale is None:
                for count in record["data"]["counts"]:
                    if page in (None, count.get("page") or ""):
                        counted[count["type"], count.get("intent") or OUT_OF_SCOPE, count.get("cta"), count.get("variant") or ""] += count["n"]
        return {
            "from": first, "to": last, **self.of_handoffs(handoffs, sla_first, sla_resolve),
            "by_day": self.by_day(first, last, day, handoffs, begun, leads), "csat": self.csat(streams, within),
            **self.of_answers(answers), "ctas": self.ctas(answers, counted, locale),
            "funnel": self.funnel(begun, leads, counted, locale), **self.of_interactions(counted, locale),
            "languages": collections.Counter(record["data"]["locale"] for record in begun),
            "pages": collections.Counter(record["data"].get("page") or "" for record in begun)}

    # Handoffs

    def handoffs(self, stream):
        """Each request made while the bot had the conversation, with what followed until its end."""
        found, running, mode = [], None, "bot"
        for record in self.conversations[stream]:
            kind, data = record["type"], record["data"]
            if kind == "handoffRequested":
                if mode == "bot":
                    running = {"ms": record["ms"], "open": data["within_hours"], "claimed": None, "responded": None, "resolved": None}
                    found.append(running)
                    mode = "waiting_admin"
            elif kind in ("handoffClaimed", "handoffAssigned"):
                mode = "admin"
                self.note(running, "claimed", record)
            elif kind == "handoffReleased":
                mode = "waiting_admin"
            elif kind == "adminSaid":
                self.note(running, "responded", record)
            elif kind in ("handoffReturned", "conversationClosed", "conversationReopened"):
                if running and running["claimed"] is not None and kind != "conversationReopened":
                    self.note(running, "resolved", record)
                running, mode = None, "bot"
        return found

    @staticmethod
    def note(handoff, name, record):
        if handoff and handoff[name] is None:
            handoff[name] = max(0, record["ms"] - handoff["ms"]) // 1000

    def of_handoffs(self, handoffs, sla_first, sla_resolve):
        def times(name, target):
            values = [handoff[name] for handoff in handoffs if handoff[name] is not None]
            return {"n": len(values), "median_seconds": rank(values, 0.5), "p90_seconds": rank(values, 0.9),
                    "within_sla": sum(value <= target for value in values)}

        open_ones = [handoff for handoff in handoffs if handoff["open"]]
        in_time = sum(handoff["claimed"] is not None and handoff["claimed"] <= 180 for handoff in open_ones)
        return {"escalations": len(handoffs), "escalations_within_hours": len(open_ones),
                "claimed": sum(handoff["claimed"] is not None for handoff in handoffs), "claimed_within_3_min": in_time,
                "claim_share": in_time / len(open_ones) if open_ones else None,
                "first_response": times("responded", sla_first), "resolution": times("resolved", sla_resolve)}

    @staticmethod
    def by_day(first, last, day, handoffs, begun, leads):
        days, each = [], datetime.date.fromisoformat(first)
        while str(each) <= last:
            count = lambda records: sum(day(record["ms"]) == str(each) for record in records)
            days.append({"day": str(each), "escalations": count(handoffs), "conversations": count(begun), "leads": count(leads)})
            each += datetime.timedelta(days=1)
        return days

    def csat(self, streams, within):
        ratings = []
        for stream in streams:
            rated = [record for record in self.conversations[stream] if record["type"] == "conversationRated"]
            if rated and within(rated[-1]):
                ratings.append(rated[-1]["data"]["value"])
        up, down = ratings.count("up"), ratings.count("down")
        return {"up": up, "down": down, "share": up / (up + down) if ratings else None}

    # Answers

    def answers(self, stream):
        """Every answer with what was asked, its last thumb, and whether its Benefit block was refused."""
        found, asked = [], None
        for record in self.conversations[stream]:
            kind, data = record["type"], record["data"]
            if kind == "visitorSaid":
                asked = data["text"]
            elif kind == "botAnswered":
                found.append({**record, "stream": stream, "asked": asked, "thumb": None, "refused": False})
            elif kind == "answerRated":
                for answer in found:
                    if answer["data"]["message_id"] == data["message_id"]:
                        answer["thumb"] = data["value"]
            elif kind == "promotionRefused" and found:
                name = data.get("message_id") or found[-1]["data"]["message_id"]
                for answer in found:
                    answer["refused"] |= answer["data"]["message_id"] == name
        return found

    @staticmethod
    def intent(answer):
        parts = answer["data"]["parts"]
        return parts[0]["intent"] if parts else None

    @staticmethod
    def latest(answers):
        return list(dict.fromkeys(answer["stream"] for answer in answers))[:20]

    def of_answers(self, answers):
        asked, all_of, lost, sources = (collections.defaultdict(list) for _ in range(4))
        for answer in answers:
            intent, kind = self.intent(answer), answer["data"]["kind"]
            if intent:
                all_of[intent].append(answer)
                if kind == "answer":
                    asked[intent].append(answer)
            if kind in ("clarify", "fallback", "decline") and answer["asked"] is not None:
                lost[words(answer["asked"])].append(answer)
            for title in {source["title"] for source in answer["data"].get("sources", [])}:
                sources[title].append(answer)
        top = sorted(asked.items(), key=lambda item: (-len(item[1]), item[0]))[:10]
        groups = sorted(lost.values(), key=lambda group: (-len(group), -group[0]["sequence"]))[:50]
        return {
            "top_questions": [{"intent": intent, "n": len(here), "conversations": self.latest(here)} for intent, here in top],
            "unanswered": [{"n": len(here), "conversations": self.latest(here)} for here in groups],
            "intents": {intent: {
                "n": len(here), "up": sum(answer["thumb"] == "up" for answer in here), "down": sum(answer["thumb"] == "down" for answer in here),
                "mean_confidence": sum(math.floor(answer["data"]["confidence"] * 10_000 + 0.5) for answer in here) / len(here) / 10_000}
                for intent, here in all_of.items()},
            "sources": {title: len(here) for title, here in sources.items()}}

    def ctas(self, answers, counted, locale):
        shown, refused = collections.Counter(), collections.Counter()
        for answer in answers:
            if answer["data"]["kind"] != "notice":
                parts = answer["data"]["parts"]
                key = self.intent(answer) or OUT_OF_SCOPE, parts[0].get("variant") or "" if parts else ""
                shown[key] += 1
                refused[key] += answer["refused"]
        known = {self.intent(answer) for stream in self.conversations for answer in self.answers(stream)} | {OUT_OF_SCOPE}
        clicked = collections.Counter()
        for (kind, intent, cta, variant), n in counted.items():
            if kind == "cta_click" and intent in known and cta in ("primary", "secondary"):
                clicked[intent, cta, variant] += n
        keys = {(intent, cta, variant) for intent, variant in shown for cta in ("primary", "secondary")} | set(clicked)
        found = {}
        for intent, cta, variant in keys:
            n, taken = shown[intent, variant], clicked[intent, cta, variant]
            low, high = interval(min(taken, n), n) if locale is None else (None, None)
            found[intent, cta, variant] = {
                "shown": n, "refused": refused[intent, variant], "clicked": taken if locale is None else None,
                "share": min(1, taken / n) if n and locale is None else None, "low": low, "high": high}
        return found

    # Visitors

    def funnel(self, begun, leads, counted, locale):
        def having(matches):
            return sum(any(matches(record) for record in self.conversations[start["conversation_id"]]) for start in begun)

        return {
            "opened": sum(n for (kind, *_), n in counted.items() if kind == "panel_opened") if locale is None else None,
            "asked": having(lambda record: record["type"] == "visitorSaid"),
            "answered": having(lambda record: record["type"] == "botAnswered" and record["data"]["kind"] == "answer"),
            "handoff": having(lambda record: record["type"] == "handoffRequested"), "lead": len(leads)}

    @staticmethod
    def of_interactions(counted, locale):
        if locale is not None:
            return {"scroll": {}, "conversion": None}
        scroll, seconds = dict.fromkeys((25, 50, 75, 100), 0), []
        for (kind, _, _, variant), n in counted.items():
            if kind == "scroll" and variant in ("25", "50", "75", "100"):
                scroll[int(variant)] += n
            if kind == "conversion" and variant.isdigit() and 1 <= int(variant) <= 99_000_000:
                seconds += [two_figures(int(variant))] * n
        return {"scroll": scroll, "conversion": {"n": len(seconds), "median_seconds": rank(seconds, 0.5)}}


def shape(answer):
    """`GET /api/admin/stats` as `figures` has it: by name instead of in lists, without titles, texts and the audit."""
    return {
        **{name: answer[name] for name in (
            "from", "to", "escalations", "escalations_within_hours", "claimed", "claimed_within_3_min", "claim_share", "first_response",
            "resolution", "by_day", "csat", "conversion")},
        "top_questions": [{name: each[name] for name in ("intent", "n", "conversations")} for each in answer["top_questions"]],
        "unanswered": [{name: each[name] for name in ("n", "conversations")} for each in answer["unanswered"]],
        "intents": {each["intent"]: {name: each[name] for name in ("n", "up", "down", "mean_confidence")} for each in answer["intents"]},
        "sources": {each["title"]: each["n"] for each in answer["sources"]},
        "ctas": {(each["intent"], each["cta"], each["variant"]): {
            name: each[name] for name in ("shown", "refused", "clicked", "share", "low", "high")} for each in answer["ctas"]},
        "funnel": {each["step"]: each["n"] for each in answer["funnel"]}, "scroll": {each["depth"]: each["n"] for each in answer["scroll"]},
        "languages": {each["locale"]: each["n"] for each in answer["languages"]}, "pages": {each["page"]: each["n"] for each in answer["pages"]}}


def differences(left, right, path=""):
    """Where two of these differ; numbers that are not whole may by 0.0005, as the API rounds some to three figures."""
    if isinstance(left, dict) and isinstance(right, dict):
        return [difference for name in {**left, **right} for difference in differences(left.get(name), right.get(name), f"{path}.{name}")]
    if isinstance(left, list) and isinstance(right, list) and len(left) == len(right):
        return [difference for index, (one, other) in enumerate(zip(left, right)) for difference in differences(one, other, f"{path}[{index}]")]
    if isinstance(left, float) or isinstance(right, float):
        return [] if None not in (left, right) and abs(left - right) <= 0.000_501 else [f"{path}: {left} is not {right}"]
    return [] if left == right else [f"{path}: {left} is not {right}"]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("first")
    parser.add_argument("last")
    parser.add_argument("--locale")
    parser.add_argument("--page")
    asked = parser.parse_args()
    counted = Log(sys.stdin).figures(asked.first, asked.last, locale=asked.locale, page=asked.page)
    counted["ctas"] = {" ".join(key).strip(): value for key, value in counted["ctas"].items()}
    print(json.dumps(counted, indent=2, ensure_ascii=False))
