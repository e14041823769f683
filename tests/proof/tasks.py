"""Tasks: what was asked for in one round, held against the next."""
import json
import os

import tap
from desk import replace

REQUESTS = [
    {"id": "r1", "story": "A1-swap", "part": "body", "before": "3分0", "old": "6", "new": "8", "after": "秒。站长"},
    {"id": "r2", "story": "A1-swap", "part": "body", "before": "喝了", "old": "一口茶", "new": "半口茶", "after": ""},
    {"id": "r3", "story": "A7-food", "part": "body", "before": "", "old": "摊主自己先摇头", "new": "摊主先摇头", "after": ""},
    {"id": "r4", "story": "A1-lead", "part": "title", "before": "平均提前", "old": "57", "new": "58", "after": "天"},
    {"id": "r5", "story": "A1-lead", "part": "body", "before": "没有这句", "old": "话", "new": "", "after": ""},
    {"id": "r6", "story": "A1-swap", "part": "byline", "before": "通讯员 ", "old": "林稚", "new": "林雅", "after": ""},
    {"id": "r7", "story": "A7-food", "part": "body", "before": "果子少说", "old": "", "new": "也", "after": "藏着"},
]


def test(desk):
    new = desk.copy("edited")
    swap, food, lead = (os.path.join(new, "articles", name + ".md") for name in ("A1-swap", "A7-food", "A1-lead"))
    replace(swap, "3分06秒", "3分08秒")
    replace(swap, "喝了一口茶", "喝了一大口茶")
    replace(lead, "平均提前57天", "平均提前58天")
    replace(swap, "通讯员 林稚", "通讯员 林雅")
    replace(food, "果子少说藏着", "果子少说也藏着")
    replace(food, "沙沙作响", "沙沙有声")
    path = desk.path("marks.json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump({"banxin": 1, "kind": "marks", "marks": [], "requests": REQUESTS}, file, ensure_ascii=False)
    status, said, done = desk.diff(desk.old, new, "--text-only", "--marks", path)
    if not said:
        tap.say("tasks", [done.stderr])
        return
    states = {task["id"]: task["state"] for task in said["tasks"]["asked"]}
    wanted = {"r1": "done", "r2": "otherwise", "r3": "not-done", "r4": "done", "r5": "not-found", "r6": "done", "r7": "done"}
    tap.say("tasks: done, not done, otherwise, not found", [] if states == wanted else [states])
    found = [task["found"] for task in said["tasks"]["asked"] if task["id"] == "r2"]
    tap.say("tasks: what stands there instead", [] if found == ["一大口茶"] else [found])
    extra = [(edit["old"], edit["new"]) for edit in said["tasks"]["unrequested"]]
    tap.say("tasks: what nobody asked for", [] if extra == [("作响", "有声")] else [extra])
    plain = desk.run("diff", "-q", "--text-only", "-o", desk.path("proof"), "--marks", path, desk.old, new)
    lines = plain.stdout.splitlines()
    tap.say("tasks: said on the terminal", [] if any("NOT done" in line for line in lines) and
            any("nobody asked for" in line for line in lines) else lines)
