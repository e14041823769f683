"""Random pages of advertisements below a story: what is placed keeps to its slot, and what has another size is told.

Artwork is of one colour, painted far past its trim, and sometimes turned; its size is that of its slot, less than a
millimetre off, or more. In the first build those that are off, in slots that do not scale, are reported, and no
others. With these mended poppler draws the pages: no colour further than a millimetre outside a slot of its own, each
artwork at the top of its slot and in its middle, at 100 % or as large as goes in.

Source: markup 3 (Ads); issue text of page makeup.
"""
import os
import random
import re
import shutil
import subprocess

import artwork
import case
import slots
import tap

PPI, MM, ROWS = 96, 72 / 25.4, slots.ROWS
FIRST_ROW = 13  # the story has what is above
NAMES = ("cyan", "magenta", "yellow")


class Ad:
    def __init__(self, chance, name, columns, rows):
        self.chance, self.name, self.columns, self.rows = chance, name, columns, rows
        self.colour = int(name[1:]) % 3
        self.top, self.foot = chance.choice([0, 0, 2.5]), chance.choice([0, 0, 1.5])
        self.scale = chance.random() < 0.3
        self.turned = chance.random() < 0.3
        self.choose(chance.random() < 0.6)

    def choose(self, fits):
        """Another size: FITS, or off by more than a millimetre in one direction at least."""
        far = [0, 0]
        while not fits and max(abs(x) for x in far) < 1.1:
            far = [self.chance.choice([0, self.chance.uniform(-9, 12)]) for _ in far]
        near = [self.chance.uniform(-0.95, 0.95) for _ in far]
        self.fits = fits
        self.size = [max(side + (b if abs(b) >= 1.1 else a) * MM, 6 * MM) for side, a, b in zip(self.slot()[2:], near, far)]
        self.fits = all(abs(a - b) < MM for a, b in zip(self.size, self.slot()[2:]))

    def slot(self):
        """x, y, width and height from the type area's corner, in pt."""
        size, pitch = slots.SIZE / slots.PT, slots.PITCH / slots.PT
        first, last = self.columns
        return [(first - 1) * (slots.MEASURE + slots.GUTTER) * size, (self.rows[0] - 1) * pitch + self.top,
                ((last - first + 1) * (slots.MEASURE + slots.GUTTER) - slots.GUTTER) * size,
                (self.rows[1] - self.rows[0] + 1) * pitch - self.top - self.foot]

    def placed(self):
        """Where its trim must stand, from the type area's corner."""
        x, y, w, h = self.slot()
        scale = 1 if self.fits else min(w / self.size[0], h / self.size[1])
        return [x + (w - scale * self.size[0]) / 2, y, scale * self.size[0], scale * self.size[1]]

    def layout(self):
        return "  %s: { kind: ad, cells: c%d-%d r%d-%d, inset-top: %gpt, inset-bottom: %gpt%s }" % (
            self.name, *self.columns, *self.rows, self.top, self.foot, ", scale: true" if self.scale else "")

    def pdf(self):
        w, h = self.size[::-1] if self.turned else self.size
        file = artwork.File()
        inks = [int(k == self.colour) for k in range(3)]
        content = file.stream("", "%d %d %d 0 k 0 0 %g %g re f" % (*inks, w + 80, h + 80))
        sheet = file.add("<</Type/Page/Parent 3 0 R/MediaBox[0 0 %g %g]/TrimBox[40 40 %g %g]/Rotate %d/Contents %s"
                         "/Resources<<>>>>" % (w + 80, h + 80, w + 40, h + 40, 90 if self.turned else 0, content))
        file.add("<</Type/Pages/Kids[%s]/Count 1>>" % sheet)
        return file.write(file.add("<</Type/Catalog/Pages 3 0 R>>"))


def random_ads(chance):
    """Bands below the story, each cut into slots; some of them stay empty."""
    ads, blank, row = [], [], FIRST_ROW
    while row <= ROWS:
        end = min(row + chance.randint(5, 15), ROWS)
        end = ROWS if ROWS - end < 5 else end
        column = 1
        while column <= slots.COLUMNS:
            last = min(column + chance.randint(0, 3), slots.COLUMNS)
            if chance.random() < 0.8:
                ads.append(Ad(chance, "n%d" % len(ads), (column, last), (row, end)))
            else:
                blank.append("c%d-%d r%d-%d" % (column, last, row, end))
            column = last + 1
        row = end + 1
    return ads, blank


def write(root, pages):
    """An issue of PAGES: lists of (ads, blank)."""
    issue, paper = slots.write_paper(root)
    plan, places, booked = [], [], []
    for n, (ads, blank) in enumerate(pages, 1):
        case.write(os.path.join(paper, "l%d.yaml" % n), "\n".join(
            ["banxin: 1", "blank: [%s]" % ", ".join(blank), "slots:",
             "  text: { cells: c1-5 r1-12, head: { cells: c1-5 r1-2, lines: [[{ title: title, lines: 1 }]] } }"] +
            [ad.layout() for ad in ads]) + "\n")
        case.write(os.path.join(issue, "articles", "s%d.md" % n), case.fill("---\ntitle: 四字题目\n---\n\n{千 %d}\n" % 470))
        plan.append("  A%d: { layout: l%d }" % (n, n))
        places.append("  A%d: { text: s%d }" % (n, n))
        for ad in ads:
            name = "a%d-%s.pdf" % (n, ad.name)
            os.makedirs(os.path.join(issue, "ads"), exist_ok=True)
            with open(os.path.join(issue, "ads", name), "wb") as file:
                file.write(ad.pdf())
            booked.append("  A%d.%s: { file: ads/%s, name: 广告, marked: true }" % (n, ad.name, name))
    case.write(os.path.join(issue, "issue.yaml"), case.ISSUE % "slots" + "pages:\n" + "\n".join(plan) + "\nplace:\n" +
               "\n".join(places) + "\nads:\n" + "\n".join(booked) + "\n")
    return issue


def build(root, issue, out):
    shutil.rmtree(out, ignore_errors=True)
    return tap.banxin("build", "-q", "-j1", "--files", "issue", "--lang", "en", "--message-format", "short", "--root", root,
                      "--out", out, issue)


def check_told(pages, done):
    told = {"a%s-%s" % pair for pair in re.findall(r"ads/a(\d+)-(n\d+)\.pdf' is [^\n]*\[ad-size\]", done.stderr)}
    wanted = {"a%d-%s" % (n, ad.name) for n, (ads, _) in enumerate(pages, 1) for ad in ads if not ad.fits and not ad.scale}
    problems = ["%s is off and was not told" % name for name in sorted(wanted - told)]
    problems += ["%s is told to be off and is not" % name for name in sorted(told - wanted)]
    others = [line for line in done.stderr.splitlines() if ": error: " in line and "[ad-size]" not in line]
    return problems + others + ([] if done.returncode == (1 if wanted else 0) else ["exit %d" % done.returncode])


def pixels(data):
    """Where each row of a PPM picture is cyan, magenta and yellow."""
    width, height = (int(x) for x in data.split(b"\n", 2)[1].split())
    body = data[-3 * width * height:]
    rows = []
    for y in range(height):
        row = body[3 * width * y:3 * width * (y + 1)]
        red, green, blue = row[::3], row[1::3], row[2::3]
        found = ([], [], [])
        if red != blue or red != green:
            for x, (r, g, b) in enumerate(zip(red, green, blue)):
                if min(r, g, b) < 90 and max(r, g, b) > 150:
                    found[0 if r < min(g, b) else 1 if g < b else 2].append(x)
        rows.append(found)
    return rows


def check_drawn(label, rows, ads, left, top):
    problems, px = [], PPI / 72
    free = MM + 1 / px  # a millimetre, and the edge's own pixel
    for k in range(3):
        allowed = [[(left + s[0] - free) * px, (top + s[1] - free) * px, (left + s[0] + s[2] + free) * px,
                    (top + s[1] + s[3] + free) * px] for s in (ad.slot() for ad in ads if ad.colour == k)]
        for y, row in enumerate(rows):
            spans = [(box[0], box[2]) for box in allowed if box[1] <= y <= box[3]]
            if any(not any(a <= x <= b for a, b in spans) for x in row[k]):
                problems.append("%s: %s outside its slots in row %d of %d" % (label, NAMES[k], y, len(rows)))
                break
    for ad in ads:
        x, y, w, h = ad.placed()
        middle, column = round((top + y + h / 2) * px), round((left + x + w / 2) * px)
        across = [k for k in rows[middle][ad.colour] if (left + x - 2) * px <= k <= (left + x + w + 2) * px]
        down = [k for k in range(round((top + y - 2) * px), round((top + y + h + 2) * px)) if column in rows[k][ad.colour]]
        found = [across[0] / px - left, down[0] / px - top, (across[-1] + 1) / px - left, (down[-1] + 1) / px - top] \
            if across and down else [0] * 4
        # At least as far: beside a neighbour of its colour the edge is not seen, and what is over its foot the next one covers.
        foot = min(y + h, ad.slot()[1] + ad.slot()[3])
        if found[0] > x + 1 or found[1] > y + 1 or found[2] < x + w - 1 or found[3] < foot - 1:
            problems.append("%s %s: found at %s, not %s" % (label, ad.name, found, [x, y, x + w, y + h]))
    return problems


def check(seed, root, count):
    """Problems, and how many artworks were looked at, and how many were off."""
    chance = random.Random(seed)
    pages = [random_ads(chance) for _ in range(count)]
    out = os.path.join(root, "ads-out")
    issue = write(root, pages)
    off = sum(not ad.fits and not ad.scale for ads, _ in pages for ad in ads)
    problems = check_told(pages, build(root, issue, out))
    for ads, _ in pages:
        for ad in ads:
            if not ad.fits and not ad.scale:
                ad.choose(True)
    done = build(root, write(root, pages), out)
    if done.returncode != 0:
        return problems + ["exit %d" % done.returncode] + done.stderr.splitlines()[-5:], 0, off
    subprocess.run(["pdftoppm", "-r", str(PPI), os.path.join(out, "2025-05-09.pdf"), os.path.join(out, "p")], check=True)
    drawn = sorted(name for name in os.listdir(out) if name.endswith(".ppm"))
    width = 180 * MM
    left = (width - (slots.COLUMNS * (slots.MEASURE + slots.GUTTER) - slots.GUTTER) * slots.SIZE / slots.PT) / 2
    for n, (name, (ads, _)) in enumerate(zip(drawn, pages), 1):
        with open(os.path.join(out, name), "rb") as file:
            problems += check_drawn("A%d" % n, pixels(file.read()), ads, left, 10 * MM)
    return ["seed %d %s" % (seed, problem) for problem in problems], sum(len(ads) for ads, _ in pages), off
