"""A disk as it may be after a power loss, rebuilt from what Tests/faults/recorder.c has traced; and the shims themselves."""
import os
import pathlib
import shutil
import subprocess
import unittest

from house import ROOT

SECTOR = 512


def shim(name, place):
    """Tests/faults/NAME.c as a library to be preloaded."""
    if not shutil.which("cc"):
        raise unittest.SkipTest("there is no C compiler here")
    library = pathlib.Path(place, f"{name}.so")
    subprocess.run(["cc", "-O1", "-Wall", "-Werror", "-shared", "-fPIC", "-o", library, ROOT / f"Tests/faults/{name}.c", "-ldl"], check=True)
    return str(library)


def driver():
    """The program that opens a log as a start does; built as the responder is."""
    if not shutil.which("swift"):
        raise unittest.SkipTest("there is no swift here to build JournalDriver with")
    subprocess.run(["swift", "build", "--package-path", ROOT, "--configuration", "release", "--static-swift-stdlib", "--product",
                    "JournalDriver"], check=True, stdout=subprocess.DEVNULL)
    return ROOT / ".build/release/JournalDriver"


def calls(trace):
    """The calls of a trace, as recorder.c describes them: tuples that begin with the call's letter."""
    fields = {"O": "ibbbs", "W": "is", "P": "iqs", "T": "iq", "S": "i", "R": "ss", "U": "s", "M": "s", "C": "i", "A": "s"}
    place, end = 0, len(trace)
    while place < end:
        letter = chr(trace[place])
        place += 1
        call = [letter]
        for field in fields[letter]:
            if field == "s":
                length = int.from_bytes(trace[place:place + 4], "little")
                call.append(trace[place + 4:place + 4 + length])
                place += 4 + length
            else:
                size = {"i": 4, "q": 8, "b": 1}[field]
                call.append(int.from_bytes(trace[place:place + size], "little"))
                place += size
        yield tuple(call)


class File:
    def __init__(self, content=b""):
        self.now = bytearray(content)
        self.synced = bytes(content)
        self.changed = set()   # sectors that differ, or may, from what was synced

    def touch(self, start, end):
        self.changed.update(range(start // SECTOR, (end + SECTOR - 1) // SECTOR))

    def put(self, offset, content):
        end = offset + len(content)
        self.touch(min(offset, len(self.now)), end)
        if len(self.now) < offset:
            self.now += bytes(offset - len(self.now))
        self.now[offset:end] = content

    def resize(self, size):
        self.touch(min(size, len(self.now)), max(size, len(self.now)))
        self.now[size:] = bytes(max(0, size - len(self.now)))

    def sync(self):
        self.synced = bytes(self.now)
        self.changed.clear()

    def surviving(self, chance):
        """What was synced, with any of the sectors and either of the sizes that were not."""
        if not self.changed:
            return self.synced
        share = chance.choice((0, 0.1, 0.5, 0.9, 1))
        size = chance.choice((len(self.synced), len(self.now)))
        content = bytearray(self.synced[:size])
        content += bytes(size - len(content))  # a sector that was never written reads as zeros
        for sector in sorted(self.changed):
            start = sector * SECTOR
            if start < size and chance.random() < share:
                new = self.now[start:min(start + SECTOR, size)]
                content[start:min(start + SECTOR, size)] = new + bytes(min(start + SECTOR, size) - start - len(new))
        return bytes(content)


class Disk:
    """Files and names, each twice: as the program sees them, and as the last sync left them.

    Harsher than ext4, which orders some of it: a program that survives this survives that.
    """

    def __init__(self, root, content=None):
        """`content`: what is on it, all of it synced: bytes by path, None for a folder."""
        content = content or {}
        self.root = os.fsencode(root)
        self.folders = {self.root} | {path for path, value in content.items() if value is None}
        self.names = {path: File(value) for path, value in content.items() if value is not None}
        self.synced_folders, self.synced_names = set(self.folders), dict(self.names)
        self.pending = {}   # by folder: changes to its names, in order, that no sync of the folder has covered
        self.handles = {}   # by descriptor: path, file (None for a folder), whether it appends, position

    def change(self, folder, *what):
        self.pending.setdefault(folder, []).append(what)

    def apply(self, call):
        letter, *rest = call
        if letter == "O":
            descriptor, created, truncated, appends, path = rest
            if path in self.folders or path not in self.names and not created:
                self.handles[descriptor] = [path, None, False, 0]
                return
            if path not in self.names:
                self.names[path] = File()
                self.change(os.path.dirname(path), "add", path, self.names[path])
            if truncated:
                self.names[path].resize(0)
            self.handles[descriptor] = [path, self.names[path], bool(appends), 0]
        elif letter in "WPTS":
            handle = self.handles.get(rest[0])
            file = handle and handle[1]
            if letter == "S" and handle and file is None:
                for change in self.pending.pop(handle[0], []):
                    self.carry_out(change, self.synced_names, self.synced_folders)
            elif file is None:
                return
            elif letter == "S":
                file.sync()
            elif letter == "T":
                file.resize(rest[1])
            elif letter == "P":
                file.put(rest[1], rest[2])
            else:
                offset = len(file.now) if handle[2] else handle[3]
                file.put(offset, rest[1])
                handle[3] = offset + len(rest[1])
        elif letter == "R":
            if rest[0] in self.names:
                self.names[rest[1]] = self.names.pop(rest[0])
                self.change(os.path.dirname(rest[1]), "move", rest[0], rest[1], self.names[rest[1]])
        elif letter == "U":
            self.names.pop(rest[0], None)
            self.change(os.path.dirname(rest[0]), "remove", rest[0])
        elif letter == "M":
            self.folders.add(rest[0])
            self.change(os.path.dirname(rest[0]), "folder", rest[0])
        elif letter == "C":
            self.handles.pop(rest[0], None)

    @staticmethod
    def carry_out(change, names, folders):
        what, path, *rest = change
        if what == "add":
            names[path] = rest[0]
        elif what == "remove":
            names.pop(path, None)
        elif what == "move":
            names.pop(path, None)
            names[rest[0]] = rest[1]
        else:
            folders.add(path)

    def crashed(self, chance):
        """What may be on it when the power fails now: bytes by path, None for a folder."""
        names, folders = dict(self.synced_names), set(self.synced_folders)
        for folder in sorted(self.pending):
            kept = chance.randrange(4)
            for change in self.pending[folder]:
                if kept == 3 or kept > 0 and chance.random() < 0.5:
                    self.carry_out(change, names, folders)
        there = {self.root}
        for path in sorted(folders):  # a folder in one that is not there is not there either
            if os.path.dirname(path) in there:
                there.add(path)
        content = {path: None for path in there}
        for path, file in names.items():
            if os.path.dirname(path) in there:
                content[path] = file.surviving(chance)
        return content


def content_of(folder):
    """What is under a folder, as `crashed` gives it: bytes by path, None for a folder."""
    content = {os.fsencode(folder): None}
    for place, folders, files in os.walk(folder):
        content.update({os.fsencode(os.path.join(place, name)): None for name in folders})
        content.update({os.fsencode(path): path.read_bytes() for path in (pathlib.Path(place, name) for name in files) if path.is_file()})
    return content


def lay(content, source, target):
    """Puts a crashed disk, which was at `source`, at `target`."""
    for path in sorted(content):
        place = target + os.fsdecode(path)[len(source):]
        if content[path] is None:
            os.makedirs(place, mode=0o700, exist_ok=True)
        else:
            with open(place, "wb") as file:
                file.write(content[path])
