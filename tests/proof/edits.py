"""Edits of the sample issue, each with what diff has to say about it: no more, no less.

edits.txt holds the cases: a name, what is done to which file (`file: old => new`), and after = the expected JSON.
"""
import json
import os
import re

import tap
from desk import replace

CASES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "edits.txt")


def cases():
    with open(CASES, encoding="utf-8") as file:
        text = file.read()
    for part in re.split(r"^--- ", text, flags=re.M)[1:]:
        name, _, rest = part.partition("\n")
        steps, _, expected = ("\n" + rest).partition("\n=\n")
        yield name.strip(), [line for line in steps.splitlines() if line and not line.startswith("#")], expected.strip()


def apply(issue, line):
    if line.startswith("rename "):
        _, old, new = line.split()
        os.rename(os.path.join(issue, old), os.path.join(issue, new))
    elif line.startswith("copy "):
        _, old, new = line.split()
        with open(os.path.join(issue, old), "rb") as source, open(os.path.join(issue, new), "wb") as target:
            target.write(source.read())
    else:
        name, _, change = line.partition(": ")
        old, _, new = (change + " ").partition(" => ")
        new = new[:-1]
        replace(os.path.join(issue, name), old.replace("\\n", "\n"), new.replace("\\n", "\n"))


def summary(said):
    """Of a comparison what does not hang on how the paper is designed."""
    stories = {}
    for story in said["stories"]:
        about = {"edits": [[edit["kind"], edit["part"], edit["old"], edit["new"]] for edit in story["edits"]]}
        if story["moved"]:
            about["moved"] = [story["from"], story["to"]]
        if story["state"] in ("added", "gone", "renamed"):
            about["state"] = story["state"]
        stories[story["id"]] = about
    result = {"stories": stories}
    furniture = sorted({(item["class"], item["old"], item["new"]) for item in said["furniture"]})
    looks = sorted({(look["what"], look.get("story", ""), look["part"]) for look in said["looks"]})
    if furniture:
        result["furniture"] = furniture
    if looks:
        result["looks"] = looks
    if said["jumps"]["changed"]:
        result["jumps"] = True
    return result


def test_case(desk, name, steps, expected):
    new = desk.copy("new")
    for step in steps:
        apply(new, step)
    status, said, done = desk.diff(desk.old, new, "--text-only", "--root", desk.root)
    if said is None:
        return ["exit status %d" % status, done.stderr[:2000]], ""
    found = json.dumps(summary(said), ensure_ascii=False, sort_keys=True)
    problems = []
    if said["same"] != (summary(said) == {"stories": {}}):
        problems.append("same: %s" % said["same"])
    for story in said["stories"]:
        for edit in story["edits"]:
            if not edit.get("newSpot") and not edit.get("oldSpot"):
                problems.append("an edit without a place")
    if found != expected:
        problems += ["expected " + expected, "found    " + found]
    return problems, found


def test(desk):
    found = []
    for name, steps, expected in cases():
        full = "edit " + name
        if not tap.wanted(full):
            found.append((name, steps, expected))
            continue
        problems, now = test_case(desk, name, steps, expected)
        found.append((name, steps, now or expected))
        tap.say(full, [] if tap.BLESS and now else problems)
    if tap.BLESS:
        with open(CASES, encoding="utf-8") as file:
            head = file.read().split("--- ")[0]
        with open(CASES, "w", encoding="utf-8") as file:
            file.write(head + "\n".join("--- %s\n%s=\n%s\n" % (name, "".join(step + "\n" for step in steps), now) for name, steps, now in found))
