#!/usr/bin/env python3
"""Fills in what each `at` line of hours.txt should say, by walking through the minutes: `hours.py < hours.txt > new.txt`.

Written apart from Sources/Dialogue/Handoff, so that the table is a second opinion and not a copy of the first.
"""
import re
import sys
from datetime import date, datetime, timedelta, timezone

OFFSETS = {"Asia/Jakarta": (7, "WIB"), "Asia/Makassar": (8, "WITA"), "Asia/Jayapura": (9, "WIT"), "UTC": (0, "UTC")}
DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
NAMES = {"id": ["Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"],
         "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]}
MONTHS = {"id": "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember".split(),
          "en": "January February March April May June July August September October November December".split()}


def minutes(times):
    open_ = set()
    for first, last in re.findall(r"(\d\d:\d\d)-(\d\d:\d\d)", times):
        begin, end = (int(t[:2]) * 60 + int(t[3:]) for t in (first, last))
        open_ |= set(range(begin, end))
    return open_


def week(text):
    days = [set() for _ in range(7)]
    for part in text.split(";"):
        word, times = part.strip().split(" ", 1)
        ends = [DAYS.index(name) for name in word.split("-")]
        for day in range(ends[0], ends[-1] + 1):
            days[day] |= minutes(times)
    return days


class Desk:
    def __init__(self):
        self.week, self.breaks, self.seasons, self.holidays, self.exceptions = None, [set()] * 7, [], {}, {}

    def take(self, word, rest):
        if word == "setting":
            text, zone = rest.rsplit(" ", 1)
            self.week, (hours, self.zone) = week(text), OFFSETS[zone]
            self.offset = timezone(timedelta(hours=hours))
        elif word == "break":
            self.breaks = [one | other for one, other in zip(self.breaks, week(rest))]
        elif word == "season":
            first, last, text = rest.split(" ", 2)
            self.seasons.append((date.fromisoformat(first), date.fromisoformat(last), week(text)))
        elif word == "holiday":
            day, name = rest.split(" ", 1)
            self.holidays.setdefault(date.fromisoformat(day), [part.strip() for part in name.split("|")])
        elif word == "exception":
            first, last, times, *name = rest.split(" ", 3)
            day = date.fromisoformat(first)
            while day <= date.fromisoformat(last):
                self.exceptions[day] = (minutes(times), [part.strip() for part in name[0].split("|")] if name else None)
                day += timedelta(days=1)

    def usual(self, day):
        if all(len(open_) >= 1439 for open_ in self.week):
            return self.week[day.weekday()]
        plan = next((days for first, last, days in self.seasons if first <= day <= last), self.week)
        return plan[day.weekday()] - self.breaks[day.weekday()]

    def open(self, day):
        if day in self.exceptions:
            return self.exceptions[day][0]
        if day in self.holidays and not all(len(open_) >= 1439 for open_ in self.week):
            return set()
        return self.usual(day)

    def name(self, day):
        if day in self.exceptions:
            return self.exceptions[day][1]
        return self.holidays.get(day) if not self.open(day) else None

    def times(self, day, language):
        open_ = sorted(self.open(day))
        begins = [minute for minute in open_ if minute - 1 not in self.open(day)]
        ends = [minute + 1 for minute in open_ if minute + 1 not in self.open(day)]
        joint = " dan " if language == "id" else " and "
        return joint.join(f"{clock(a)}–{clock(b)}" for a, b in zip(begins, ends))

    def next(self, now):
        """The first minute after `now` that opens: after a closed one, or at midnight."""
        at = (now + timedelta(minutes=1)).replace(second=0, microsecond=0)
        end = datetime.combine(now.date() + timedelta(days=401), datetime.min.time(), self.offset)
        while at < end:
            minute = at.hour * 60 + at.minute
            if minute in self.open(at.date()) and (minute == 0 or minute - 1 not in self.open(at.date())):
                return at
            at += timedelta(minutes=1)
        return None

    def reopening(self, now, next_, language):
        if next_ is None:
            return "-"
        id_ = language == "id"
        distance = (next_.date() - now.date()).days
        day = NAMES[language][next_.weekday()]
        if distance == 0:
            day = "hari ini" if id_ else "today"
        elif distance == 1:
            day = "besok" if id_ else "tomorrow"
        elif distance >= 7:
            day += f" {next_.day} {MONTHS[language][next_.month - 1]}"
        reasons = []
        for number in range(distance):
            passed = now.date() + timedelta(days=number)
            name = self.name(passed)
            if name and not self.open(passed) and self.usual(passed) and name[0 if id_ else 1] not in reasons:
                reasons.append(name[0 if id_ else 1])
        when = f"{'buka lagi' if id_ else 'open again'} {day} {clock(next_.hour * 60 + next_.minute)} {self.zone}"
        if not reasons:
            return when
        return ("libur " if id_ else "closed for ") + (" dan " if id_ else " and ").join(reasons[:2]) + ", " + when

    def today(self, now, language):
        id_ = language == "id"
        if self.open(now.date()):
            return ("hari ini " if id_ else "today ") + self.times(now.date(), language) + " " + self.zone
        name = self.name(now.date())
        if name:
            return f"hari ini libur {name[0]}" if id_ else f"closed today for {name[1]}"
        return "hari ini tutup" if id_ else "closed today"


def clock(minute):
    return f"{minute // 60:02}.{minute % 60:02}"


def main():
    desk = Desk()
    for line in sys.stdin:
        line = line.rstrip("\n")
        word, _, rest = line.partition(" ")
        if word == "desk":
            desk = Desk()
        elif word == "at":
            text = rest.split(" | ")[0]
            now = datetime.fromisoformat(text).astimezone(desk.offset)
            next_ = desk.next(now)
            is_open = now.hour * 60 + now.minute in desk.open(now.date())
            line = " | ".join(
                [f"at {text}", "open" if is_open else "closed", next_.isoformat() if next_ else "-"]
                + [desk.reopening(now, next_, language) for language in ("id", "en")]
                + [desk.today(now, language) for language in ("id", "en")])
        elif word and not line.startswith("#"):
            desk.take(word, rest)
        print(line)


main()
