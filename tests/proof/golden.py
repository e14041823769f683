"""References: kept, compared, and the same on every run."""
import hashlib
import os

import tap
from desk import replace


def hashes(folder):
    found = {}
    for name in sorted(os.listdir(folder)):
        with open(os.path.join(folder, name), "rb") as file:
            found[name] = hashlib.sha256(file.read()).hexdigest()
    return found


def test(desk):
    issue = desk.copy("kept")
    first = desk.run("accept", "-q", "-j1", issue, "-o", desk.path("g1"), "--mask", "folio.date,masthead.date")
    desk.run("accept", "-q", "-j2", issue, "-o", desk.path("g2"), "--mask", "folio.date,masthead.date")
    if not os.path.exists(desk.path("g1")):
        tap.say("golden", [first.stderr])
        return
    one, two = hashes(desk.path("g1")), hashes(desk.path("g2"))
    tap.say("golden: the same bytes with one thread and two", [] if one == two else [one, two])
    again = desk.run("accept", "-q", issue, "-o", desk.path("g1"), "--mask", "folio.date,masthead.date")
    tap.say("golden: nothing changed, nothing is listed", again.stdout.splitlines())
    status, said, done = desk.diff(desk.path("g1"), issue)
    tap.say("golden: an issue is what was accepted", [] if status == 0 and all(p["compared"] for p in said["pages"])
            else [status, done.stderr])
    replace(os.path.join(issue, "issue.yaml"), "date: 2025-05-09", "date: 2025-05-16")
    status, said, done = desk.diff(desk.path("g1"), issue, "--text-only")
    parts = sorted({item["part"] for item in said["furniture"]})
    tap.say("golden: its masks hold", [] if "folio.date" not in parts and "masthead.number" in parts else parts)
    replace(os.path.join(issue, "articles/A1-swap.md"), "3分06秒", "3分08秒")
    replace(os.path.join(issue, "issue.yaml"), "date: 2025-05-16", "date: 2025-05-09")
    now = desk.run("accept", "-q", issue, "-o", desk.path("g1"), "--mask", "folio.date,masthead.date")
    changed = now.stdout.splitlines()
    wanted = ["changed 2025-05-09-A1.png", "changed golden.json", "changed layout.json"]
    tap.say("golden: every changed file is listed", [] if sorted(changed) == wanted else changed)
    replace(os.path.join(desk.path("g2"), "golden.json"), '"cairo":"', '"cairo":"0')
    status, said, done = desk.diff(desk.path("g2"), desk.path("g1"))
    tap.say("golden: other versions of libraries are told", [] if [v["name"] for v in said["versions"]] == ["cairo"] else [said["versions"]])
    done = desk.run("render", "-q", "--ppi", "36", "--contact", "--overlay", "gaps,lint,ids", issue, "-o", desk.path("sheet"))
    names = sorted(os.listdir(desk.path("sheet"))) if os.path.isdir(desk.path("sheet")) else []
    tap.say("render: a contact sheet beside the pages, notes over them", [] if len(names) == 9 and "contact.png" in names else [done.stderr])
