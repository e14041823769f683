#!/usr/bin/env python3
"""Makes a root with an issue of text pages, as heavy as those of a daily paper, for the bench and for limits.

    tests/gen/issue.py FOLDER PAGES [SEED]

About 4,700 characters a page, four or five articles with kicker, headline, subtitle, byline and 小标题, bodies
in three, five and six columns, on a page of 272 x 390 mm. The prose is put together from clauses of the
sample issue, chosen so that eight pages have about 1,600 different characters. The same arguments give the
same bytes.
"""
import os
import random
import re
import shutil
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "pages"))
import case

ROOT = case.ROOT
SAMPLE = os.path.join(ROOT, "issues/2025-05-09/articles")
PAPER = os.path.join(ROOT, "layouts/xizhou-yuanqu")
MEASURE = 13
DISTINCT = 1850
NAMES = ["顾南乔", "许清和", "江映月", "方砚", "陶然", "骆闻", "韩澍", "林稚"]

# name: cells of head and body. Row 1 to 5 is the folio line's.
PLANS = {
    "six": {"lead": ("c1-6 r6-14", "c1-6 r15-41"), "left": ("c1-3 r43-48", "c1-3 r49-92"),
            "right": ("c4-6 r43-48", "c4-6 r49-67"), "foot": ("c4-6 r69-74", "c4-6 r75-92")},
    "five": {"lead": ("c1-5 r6-14", "c1-5 r15-45"), "side": ("c6 r6-13", "c6 r14-92"),
             "left": ("c1-3 r47-52", "c1-3 r53-92"), "right": ("c4-5 r47-53", "c4-5 r54-92")},
    "four": {"lead": ("c1-6 r6-13", "c1-6 r14-34"), "left": ("c1-3 r36-41", "c1-3 r42-63"),
             "right": ("c4-6 r36-41", "c4-6 r42-63"), "foot": ("c1-3 r65-70", "c1-3 r71-92"),
             "end": ("c4-6 r65-70", "c4-6 r71-92")},
}
RULES = {"six": ["c1-6 r42", "c4-6 r68"], "five": ["c1-5 r46"], "four": ["c1-6 r35", "c1-6 r64"]}


def columns_and_rows(cells):
    found = re.fullmatch(r"c(\d+)(?:-(\d+))? r(\d+)-(\d+)", cells)
    first, last, top, bottom = (int(x) if x else 0 for x in found.groups())
    return (last or first) - first + 1, bottom - top + 1


def gather_clauses(chance):
    """Clauses of plain Han text, of which together DISTINCT characters are taken: eight pages use most of them."""
    clauses = set()
    for name in sorted(os.listdir(SAMPLE)):
        with open(os.path.join(SAMPLE, name), encoding="utf-8") as file:
            body = file.read().split("\n---\n", 1)[-1]
        for clause in re.split(r"[^一-鿿]+", body):
            if 5 <= len(clause) <= 15:
                clauses.add(clause)
    order = sorted(clauses)
    chance.shuffle(order)
    known, taken = set(), []
    for clause in order:
        if len(known | set(clause)) <= DISTINCT:
            known |= set(clause)
            taken.append(clause)
    return taken


class Writer:
    def __init__(self, chance):
        self.chance, self.clauses = chance, gather_clauses(chance)

    def clause(self):
        return self.chance.choice(self.clauses)

    def sentence(self):
        parts = [self.clause() for _ in range(self.chance.randint(1, 4))]
        if self.chance.random() < 0.15:
            parts[-1] += "%d%s" % (self.chance.randint(2, 980), self.chance.choice(["家", "项", "万元", "公里"]))
        text = "，".join(parts) + "。"
        if self.chance.random() < 0.12:
            text = "他说：“" + text + "”"
        return text

    def paragraph(self, lines):
        """About LINES lines."""
        text = self.sentence()
        while len(text) + 2 < lines * MEASURE - MEASURE // 2:
            text += self.sentence()
        # A long paragraph is cut to its lines at a character, not at a thought.
        if len(text) + 2 > lines * MEASURE:
            text = text[:lines * MEASURE - 6].rstrip("，：“。”") + "。"
            if text.count("“") > text.count("”"):
                text = text.replace("“", "").replace("”", "")
        return text

    def body(self, columns, rows):
        """Paragraphs and 小标题 that fill COLUMNS of ROWS but for a few, which their ends and heads may need."""
        left, parts, since = columns * rows - (12 if columns > 3 else 4), [], 0
        while left > 3:
            if since > 24 and left > 20:
                parts.append("## " + self.clause()[:10])
                left -= 3
                since = 0
            lines = min(left, self.chance.randint(4, 11))
            if left - lines < 3:
                lines = left
            parts.append(self.paragraph(lines))
            left -= lines
            since += lines
        return "\n\n".join(parts) + "\n"

    def phrase(self, least, most):
        text = ""
        while len(text) < least:
            text += self.clause()
        return text[:most]

    def story(self, columns, rows, head_columns):
        words = {1: (5, 6), 2: (8, 10), 3: (11, 13)}.get(head_columns, (15, 18))
        lines = ["---", "kicker: " + self.phrase(words[0] + 2, words[1] + 3), "title: " + self.phrase(*words),
                 "subtitle: " + self.phrase(words[0], words[1] + 2),
                 "byline: 本报记者 " + self.chance.choice(NAMES), "rank: 2", "---", ""]
        return "\n".join(lines) + "\n" + self.body(columns, rows)


def write_paper(folder):
    with open(os.path.join(PAPER, "paper.yaml"), encoding="utf-8") as file:
        paper = file.read().replace("width: 275mm", "width: 272mm")
    case.write(os.path.join(folder, "paper.yaml"), paper)
    for name in ("masthead.yaml", "press.yaml", "newsprint-tr002.icc"):
        case.copy(os.path.join(PAPER, name), os.path.join(folder, name))
    for name, plan in PLANS.items():
        out = ["banxin: 1", "furniture: { block: folio, cells: c1-6 r1-5 }", "rules:"]
        out += ["  - { at: %s }" % cells for cells in RULES[name]] + ["slots:"]
        for slot, (head, body) in plan.items():
            wide = columns_and_rows(head)[0]
            style = "title-second" if wide > 3 else "title-third"
            out += ["  %s:" % slot, "    cells: %s + %s" % (head, body), "    head:", "      cells: " + head,
                    "      lines:", "        - [{ kicker: kicker, lines: 1 }]",
                    "        - [{ title: %s%s, lines: 1, gap: 6pt }]" % (style, ", size: 15pt" if wide == 1 else ""),
                    "        - [{ byline: byline, lines: 1 }]" if wide == 1 else
                    "        - [{ byline: byline }, { subtitle: subtitle-dash, at: right, lines: 1, gap: 6pt }]"]
            if wide == 1:
                out[-1:] = ["        - [{ subtitle: subtitle-small, lines: 1 }]", out[-1]]
            out.append("    body: " + body)
        case.write(os.path.join(folder, name + ".yaml"), "\n".join(out) + "\n")


def make(folder, pages, seed=1):
    """Writes the root; returns the issue's folder and the number of characters."""
    chance = random.Random(seed)
    writer = Writer(chance)
    issue = os.path.join(folder, "issues", "2025-05-09")
    shutil.rmtree(issue, ignore_errors=True)
    case.copy_fonts(folder)
    write_paper(os.path.join(folder, "layouts", "bench"))
    plans, places, characters = [], [], 0
    for index in range(pages):
        label = "ABCDEFGH"[index // 16] + str(index % 16 + 1)
        name = sorted(PLANS)[index % len(PLANS)]
        plans.append("  %s: { layout: %s, title: 综合, editor: 许清和, designer: 江映月, proof: 方砚, reviewer: 骆闻, ink: 4c }"
                     % (label, name))
        slots = []
        for slot, (head, body) in PLANS[name].items():
            story = "%s-%s" % (label, slot)
            columns, rows = columns_and_rows(body)
            text = writer.story(columns, rows, columns_and_rows(head)[0])
            characters += sum(len(line) for line in text.split("\n---\n", 1)[1].splitlines())
            case.write(os.path.join(issue, "articles", story + ".md"), text)
            slots.append("%s: %s" % (slot, story))
        places.append("  %s: { %s }" % (label, ", ".join(slots)))
    case.write(os.path.join(issue, "issue.yaml"), "banxin: 1\npaper: bench\ndate: 2025-05-09\nnumber: null\npages:\n"
               + "\n".join(plans) + "\nplace:\n" + "\n".join(places) + "\n")
    return issue, characters


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    print("%s: %d characters" % make(sys.argv[1], int(sys.argv[2]), int((sys.argv + ["1"])[3])))
