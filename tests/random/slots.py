"""Random slots: rectilinear shapes, photos in them and inside their columns, boxes, lists, heads of every depth.

Every page of an issue has a layout of its own. What holds for all of them, read from layout.json in integers:

    the story's text is there once, in its order; set things do not overlap; nothing stands outside its slot;
    every body baseline is on its grid row with error 0; columns before the last end at their foot; in a tint or frame
    everything keeps half an em off its edges.

And what `banxin fit` says is true: with as many characters cut from the end as it says the story fits, with one
fewer it does not.

Source: newsroom C.2, C.3, C.4, C.7; issue text of page makeup.
"""
import json
import os
import random
import re
import shutil

import case
import tap

PT = 1024
COLUMNS, MEASURE, GUTTER, ROWS, SIZE, PITCH = 5, 10, 1, 40, 8704, 11264
LEFT, TOP = 0, 0 # set from the page
GRID = "grid: { columns: 5, measure: 10, gutter: 1, rows: 40, size: 8.5pt, pitch: 11pt }"
TRIM = "trim: { width: 180mm, height: 180mm, top: 10mm }"
MARKS = "，，，、；：，"


class Slot:
    """One slot: rows of each column, as (first, last), or None; its head, photos, and the story in it."""

    def __init__(self, name, columns):
        self.name, self.columns = name, columns
        self.used = [c for c in range(COLUMNS) if columns[c]]
        self.head = self.photos = None
        self.around = False
        self.box = ""

    def cells(self, columns):
        return " + ".join("c%d r%d-%d" % (c + 1, columns[c][0], columns[c][1]) for c in range(COLUMNS) if columns[c])

    def grid(self):
        return {(c, r) for c in self.used for r in range(self.columns[c][0] - 1, self.columns[c][1])}


class Page:
    def __init__(self, chance, label):
        self.chance, self.label = chance, label
        self.slots = []
        edge = [0] * COLUMNS
        for k in range(chance.randint(1, 3)):
            last = k == 2 or chance.random() < 0.3
            low = [ROWS] * COLUMNS if last else self.profile(edge)
            columns = [(edge[c] + 1, low[c]) if low[c] > edge[c] else None for c in range(COLUMNS)]
            self.slots.append(self.dress(Slot("s%d" % k, columns)))
            edge = low
            if last or max(edge) == ROWS:
                break
        self.blank = ["c%d r%d-%d" % (c + 1, edge[c] + 1, ROWS) for c in range(COLUMNS) if edge[c] < ROWS]

    def profile(self, edge):
        """A lower edge of one step or two, at least twelve rows below EDGE."""
        depth = max(edge) + self.chance.randint(12, 14)
        low = [min(depth, ROWS)] * COLUMNS
        if self.chance.random() < 0.7 and depth + 8 <= ROWS:
            step = self.chance.randint(1, COLUMNS - 1)
            more = self.chance.randint(1, min(12, ROWS - depth))
            for c in (range(step, COLUMNS) if self.chance.random() < 0.6 else range(step)):
                low[c] = depth + more
        return low if max(low) + 12 <= ROWS else [ROWS] * COLUMNS

    def dress(self, slot):
        """Head over all columns or the first few, a photo below it or inside the columns."""
        chance = self.chance
        top = max(slot.columns[c][0] for c in slot.used)
        flat = [c for c in slot.used if slot.columns[c][0] == slot.columns[slot.used[0]][0]]
        width = 1
        while width < len(flat) and flat[width] == flat[0] + width:
            width += 1
        over = chance.choice([width, width, chance.randint(1, width)])
        rows = chance.randint(3, 5)
        first = slot.columns[slot.used[0]][0]
        slot.head = "c1-%d r%d-%d" % (over, first, first + rows - 1)
        body = list(slot.columns)
        for c in range(over):
            body[c] = (first + rows, body[c][1])
        end = min(slot.columns[c][1] for c in slot.used)
        kind = chance.random()
        if kind < 0.25 and over >= 2: # in the upper left or right corner of the body, below the head
            depth = chance.randint(3, 5)
            wide = chance.randint(1, over - 1)
            where = range(wide) if chance.random() < 0.5 else range(over - wide, over)
            if first + rows + depth + 3 <= end:
                slot.photos = "{ cells: c%d-%d r%d-%d }" % (where[0] + 1, where[-1] + 1, first + rows, first + rows + depth - 1)
                for c in where:
                    body[c] = (first + rows + depth, body[c][1])
        elif kind < 0.55: # inside the columns
            start, stop = top + rows + 2, end - 2
            if stop - start >= 7 and len(slot.used) >= 2:
                low = chance.randint(start, stop - 6)
                high = min(stop, low + chance.randint(5, 9))
                column = chance.randint(0, len(slot.used) - 2)
                wide = chance.randint(9, 14)
                slot.photos = "{ cells: c%d-%d r%d-%d, around: true, x: %dem, w: %dem }" % (
                    slot.used[column] + 1, slot.used[column] + 2, low, high, chance.randint(0, 21 - wide), wide)
                slot.around = True
        slot.body = body
        slot.capacity = sum(b[1] - b[0] + 1 for b in body if b) - (12 if slot.around else 0)
        if len({slot.columns[c] for c in slot.used}) == 1 and chance.random() < 0.4:
            slot.box = chance.choice(["tint: tint", "frame: ink", "tint: tint, frame: ink, frame-style: double"])
            slot.capacity = (slot.capacity - len(slot.used)) * 9 // 10
        slot.over = over
        return slot

    def layout(self, lines="[{ title: title, lines: 1 }]"):
        out = ["banxin: 1", "blank: [%s]" % ", ".join(self.blank), "slots:"]
        for slot in self.slots:
            out += ["  %s:" % slot.name, "    cells: " + slot.cells(slot.columns),
                    "    head: { cells: %s, lines: [%s] }" % (slot.head, lines),
                    "    body: " + slot.cells(slot.body)]
            if slot.photos:
                out.append("    photos: [%s]" % slot.photos)
            out += ["    " + key for key in slot.box.split(", ") if key]
        return "\n".join(out) + "\n"


class Story:
    """Blocks as [before, text]: what is typed before the text is not counted."""

    def __init__(self, chance, photo, rows, plain):
        self.chance, self.blocks, self.floats, self.photo = chance, [], 0, photo
        self.plain, self.gone = plain, 0
        need = rows * (MEASURE - 0.5)
        count = 0
        while count < need:
            block = self.block(count, need)
            self.blocks.append(block)
            count += len(block[1]) + (2 * MEASURE if block[0] else MEASURE // 2)

    def text(self, least, most):
        out = []
        for _ in range(self.chance.randint(least, most)):
            words = ["".join(self.chance.choice(case.FILLER) for _ in range(self.chance.randint(2, 12)))
                     for _ in range(self.chance.randint(1, 4))]
            if self.chance.random() < 0.3:
                words.append(self.chance.choice(["3.5%", "V2G", "2025年", "86台", "APP", "pH值"]))
            if self.chance.random() < 0.25:
                words[0] = self.chance.choice(["“%s”", "《%s》", "（%s）"]) % words[0]
            text = words[0]
            for word in words[1:]:
                text += self.chance.choice(MARKS) + word
            out.append(text + self.chance.choice("。。。？！"))
        return "".join(out)

    def block(self, count, need):
        kind = self.chance.random()
        if self.plain or kind < 0.7 or not self.blocks:
            return ["", self.text(1, 4)]
        if kind < 0.82 and need - count > 4 * MEASURE and not self.blocks[-1][0].startswith("#"):
            return ["## ", self.text(1, 1)[:self.chance.randint(4, 9)].rstrip("".join(MARKS) + "“《（")]
        if kind < 0.9:
            return ["%d. " % self.chance.randint(1, 9), self.text(1, 2)]
        if kind < 0.98 and self.floats < 2 and need - count > 12 * MEASURE:
            self.floats += 1
            return ["> ", self.text(1, 2)]
        return ["", self.text(1, 4)]

    def cut(self, count):
        """The blocks with COUNT characters gone from the end, as an editor counts them."""
        blocks = [list(b) for b in self.blocks]
        while count > 0:
            take = min(count, len(blocks[-1][1]))
            blocks[-1][1] = blocks[-1][1][:len(blocks[-1][1]) - take]
            count -= take
            if not blocks[-1][1]:
                blocks.pop()
        return blocks

    def source(self, blocks):
        head = "---\ntitle: 四字题目\n" + ("photos: [{ file: clock.jpg, alt: 钟 }]\n" if self.photo else "") + "---\n\n"
        parts = []
        for before, text in blocks:
            parts.append(before + text)
        return head + "\n\n".join(parts) + "\n"


def write_paper(root):
    issue = os.path.join(root, "issues", "slots")
    paper = os.path.join(root, "layouts", "slots")
    for folder in (issue, paper):
        shutil.rmtree(folder, ignore_errors=True)
    for part in ("paper", "press", "masthead"):
        with open(os.path.join(tap.ROOT, "tests/pages/paper", part + ".yaml"), encoding="utf-8") as file:
            text = file.read()
        if part == "paper":
            text = re.sub(r"(?m)^grid:.*$", GRID, re.sub(r"(?m)^trim:.*$", TRIM, text))
        case.write(os.path.join(paper, part + ".yaml"), text)
    case.copy(os.path.join(tap.ROOT, "layouts/xizhou-yuanqu/newsprint-tr002.icc"), os.path.join(paper, "newsprint.icc"))
    case.copy(os.path.join(tap.ROOT, "issues/2025-05-09/photos/clock.jpg"), os.path.join(issue, "photos/clock.jpg"))
    return issue, paper


def write_issue(root, pages, chance):
    issue, paper = write_paper(root)
    plan, place, stories = [], [], {}
    for n in range(pages):
        page = Page(chance, "A%d" % (n + 1))
        case.write(os.path.join(paper, "l%d.yaml" % n), page.layout())
        plan.append("  %s: { layout: l%d }" % (page.label, n))
        names = []
        for slot in page.slots:
            story = "a%d-%s" % (n + 1, slot.name)
            stories[story] = (page, slot, Story(chance, slot.photos is not None, slot.capacity * chance.uniform(0.85, 1.2),
                                                  chance.random() < 0.5))
            names.append("%s: %s" % (slot.name, story))
        place.append("  %s: { %s }" % (page.label, ", ".join(names)))
    case.write(os.path.join(issue, "issue.yaml"), case.ISSUE % "slots" + "pages:\n" + "\n".join(plan) + "\nplace:\n" +
               "\n".join(place) + "\n")
    return issue, stories


def write_stories(issue, stories, cuts):
    for name, (_, _, story) in stories.items():
        case.write(os.path.join(issue, "articles", name + ".md"), story.source(story.cut(cuts.get(name, 0))))


def fit(root, issue):
    done = tap.banxin("fit", "--json", "-q", "-j1", "--message-format", "short", "--root", root, issue)
    if not done.stdout:
        return None, done.stderr.splitlines()[-5:]
    return {f["story"]: f for f in json.loads(done.stdout)["fits"]}, []


# ---- what must hold ----

def column_x(c):
    return LEFT + c * (MEASURE + GUTTER) * SIZE


def ink(line, size):
    return (line["box"][0], line["baseline"] - size * 22 // 25, line["box"][0] + max(x + a for _, x, a in line["clusters"]),
            line["baseline"] + size * 3 // 25)


def check_page(slots, boxes):
    """What is wrong in the SLOTS, by story, of a page's BOXES; each story's texts, and the rows of its columns."""
    problems, things, texts, rows = [], [], {}, {}
    for box in boxes:
        if "story" not in box:
            continue
        name = box["story"]
        if box["kind"] == "photo":
            x, y, w, h = box["box"]
            things.append((name, "photo", (x, y, x + w, y + h)))
        for line in box.get("lines", []):
            things.append((name, box["part"] + " " + line["text"][:8], ink(line, box["size"])))
            if box["part"] in ("body", "aside", "crosshead"):
                texts.setdefault(name, []).append((box["part"], line["text"]))
            if box["part"] == "body":
                row, error = divmod(line["baseline"] - TOP - (PITCH - SIZE) // 2 - SIZE * 22 // 25, PITCH)
                if error or row != line["row"]:
                    problems.append("%s: baseline of '%s' off its row by %d" % (name, line["text"], error))
                rows.setdefault(name, {}).setdefault(line["column"], []).append(row)
    for i, (name, what, a) in enumerate(things):
        for _, other, b in things[i + 1:]:
            if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] - PT and b[1] < a[3] - PT:
                problems.append("%s: '%s' overlaps '%s'" % (name, what, other))
        problems += ["%s: '%s' stands outside its slot, in c%d r%d" % (name, what, c + 1, r + 1)
                     for c, r in cells_of(a) if (c, r) not in slots[name].grid()]
        if slots[name].box and not keeps_off(a, slots[name]):
            problems.append("%s: '%s' stands less than half an em from its box" % (name, what))
    return problems, texts, rows


def keeps_off(a, slot):
    """A point above and below is the type's own room."""
    first, last = slot.columns[slot.used[0]]
    left, right = column_x(slot.used[0]), column_x(slot.used[-1]) + MEASURE * SIZE
    top, foot = TOP + (first - 1) * PITCH, TOP + last * PITCH
    air = SIZE // 2
    return a[0] >= left + air and a[2] <= right - air and a[1] >= top + air - PT and a[3] <= foot - air + PT


def cells_of(box):
    """The cells that BOX lies in; a point above and below is the type's own room."""
    for r in range(max(0, (box[1] + PT - TOP) // PITCH), min(ROWS, (box[3] - PT - TOP - 1) // PITCH + 1)):
        for c in range(COLUMNS):
            if box[0] < column_x(c) + MEASURE * SIZE and column_x(c) < box[2]:
                yield c, r


def check_text(name, story, lines):
    blocks, problems = story.cut(story.gone), []
    for aside in (False, True):
        wanted = "".join(text for before, text in blocks if (before == "> ") == aside)
        if "".join(text for part, text in lines if (part == "aside") == aside).replace(" ", "") != wanted:
            problems.append("%s: %s lost, doubled or out of order" % (name, "aside" if aside else "text"))
    return problems


def check_columns(name, slot, story, rows):
    """Columns that a head or a box has not parted are as deep as each other, within a row, but for the last."""
    problems = []
    if not story.plain or slot.around:
        return problems
    columns = [c for c in range(COLUMNS) if slot.body[c]]
    last = max((c for c in columns if rows.get(c)), default=0)
    for c in columns:
        foot = max(rows.get(c, [-1])) + 1
        if c < last and foot < slot.body[c][1] - 1 - (slot.box != ""):
            problems.append("%s: column %d ends at row %d of %d" % (name, c + 1, foot, slot.body[c][1]))
    return problems


def build(root, issue):
    """layout.json of ISSUE; None, and why, when there is none."""
    global LEFT, TOP
    out = os.path.join(root, "slots-out")
    shutil.rmtree(out, ignore_errors=True)
    done = tap.banxin("build", "-q", "-j1", "--files", "issue", "--message-format", "short", "--root", root, "--out", out, issue)
    if done.returncode not in (0, 1):
        raise SystemExit("Bail out! build: exit %d: %s" % (done.returncode, done.stderr))
    if done.returncode == 1:
        return None, " / ".join(line for line in done.stderr.splitlines() if "error" in line)[:600]
    with open(os.path.join(out, "layout.json"), encoding="utf-8") as file:
        made = json.load(file)
    LEFT, TOP = made["grid"]["left"], made["grid"]["top"]
    return made, ""


def check_issue(seed, root, pages):
    """Problems, and how many slots and cuts were looked at."""
    chance = random.Random(seed)
    issue, stories = write_issue(root, pages, chance)
    write_stories(issue, stories, {})
    fits, errors = fit(root, issue)
    if fits is None:
        return ["seed %d: no fit: %s" % (seed, errors)], 0, 0
    cuts = {name: f["overChars"] for name, f in fits.items() if f["overRows"] > 0}
    problems = []
    write_stories(issue, stories, {name: count - 1 for name, count in cuts.items()})
    fewer, _ = fit(root, issue)
    # A box goes as a whole: part of it is no cut that the report knows.
    whole = [name for name in cuts if stories[name][2].cut(cuts[name] - 1)[-1][0] != "> "]
    problems += ["seed %d %s: fits with %d characters cut, not only with %d" % (seed, name, cuts[name] - 1, cuts[name])
                 for name in whole if fewer is None or fewer[name]["overRows"] == 0]
    write_stories(issue, stories, cuts)
    again, _ = fit(root, issue)
    wrong = [name for name in cuts if again is None or again[name]["overRows"] > 0]
    problems += ["seed %d %s: does not fit with %d characters cut" % (seed, name, cuts[name]) for name in wrong]
    for name, (_, _, story) in stories.items():
        story.gone = cuts.get(name, 0)
    made, errors = build(root, issue)
    if made is None:
        return problems + ["seed %d: no pages: %s" % (seed, errors)], 0, len(whole)
    by_label = {page.label: page for page, _, _ in stories.values()}
    for page in made["pages"]:
        slots = {"a%s-%s" % (page["label"][1:], slot.name): slot for slot in by_label[page["label"]].slots}
        found, texts, rows = check_page(slots, page["boxes"])
        for name, slot in slots.items():
            story = stories[name][2]
            found += check_text(name, story, texts.get(name, [])) + check_columns(name, slot, story, rows.get(name, {}))
        problems += ["seed %d page %s %s" % (seed, page["label"], problem) for problem in found]
    return problems, len(stories), len(whole)


def check_jump(seed, root):
    """A story that goes on on another page: problems, and whether there was a jump."""
    chance = random.Random(seed)
    issue, paper = write_paper(root)
    pages = [Page(chance, "A1"), Page(chance, "A2")]
    first, second = pages[0].slots[0], pages[1].slots[0]
    for n, lines in enumerate(["[{ title: title, lines: 1 }]", "[{ jump-from: jump-from }], [{ jump-head: jump-head }]"]):
        if n == 1: # the photo stands on the first page
            second.photos, second.around = None, False
            second.body = list(second.columns)
            for c in range(second.over):
                second.body[c] = (int(second.head.split("-")[-1]) + 1, second.columns[c][1])
        case.write(os.path.join(paper, "l%d.yaml" % n), pages[n].layout(lines))
    rows = first.capacity + sum(b[1] - b[0] + 1 for b in second.body if b) * chance.uniform(0.5, 0.9)
    story = Story(chance, first.photos is not None, rows, chance.random() < 0.5)
    for page in pages: # what else stands on the page is empty
        page.places = ", ".join(["s0: %s" % ("a" if page is pages[0] else "null")] + ["%s: null" % s.name for s in page.slots[1:]])
    case.write(os.path.join(issue, "articles", "a.md"), story.source(story.blocks))
    case.write(os.path.join(issue, "issue.yaml"), case.ISSUE % "slots" + "pages:\n  A1: { layout: l0 }\n  A2: { layout: l1 }\n"
               "place:\n  A1: { %s }\n  A2: { %s }\nflow:\n  a: [A1.s0, A2.s0]\n" % (pages[0].places, pages[1].places))
    made, _ = build(root, issue)
    if made is None:
        return [], False
    problems, lines = [], []
    for page, slot in zip(made["pages"], (first, second)):
        found, texts, _ = check_page({"a": slot}, page["boxes"])
        problems += found
        lines += texts.get("a", [])
    return ["seed %d %s" % (seed, problem) for problem in problems + check_text("a", story, lines)], True
