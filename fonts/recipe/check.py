#!/usr/bin/python3
"""Looks at the fonts in fonts/: sums, names, features, the dash, and characters they lack.

usage: check.py [TEXT...]

Lists for each face the characters of the .md files under issues/ (and of the files or folders
named) that it has no glyph for. Exits 1 when a sum is wrong, a feature is gone, or a character is
in no face at all.
"""
import hashlib
import pathlib
import sys

from fontTools.pens.boundsPen import BoundsPen
from fontTools.ttLib import TTFont

FONTS = pathlib.Path(__file__).resolve().parents[1]
SONG = "halt chws vhal vchw palt vert vrt2 ccmp locl hwid fwid kern"
NEEDED = {
    "BanxinSong": SONG,
    "BanxinHei": "halt vhal palt vert vrt2 ccmp locl hwid fwid kern",  # the source has no chws
    "BanxinKai": "vert",
    "BanxinMast": "kern fwid",
}


def features(font):
    return {r.FeatureTag for tag in ("GSUB", "GPOS") if tag in font
            for r in font[tag].table.FeatureList.FeatureRecord}


def lookups(font, feature):
    gsub = font["GSUB"].table
    wanted = {i for r in gsub.FeatureList.FeatureRecord if r.FeatureTag == feature
              for i in r.Feature.LookupListIndex}
    for index in sorted(wanted):
        for table in gsub.LookupList.Lookup[index].SubTable:
            yield getattr(table, "ExtSubTable", table)


def joined(font, glyph):
    """The glyphs that ccmp makes of two GLYPHs, or of two of its forms for a language (locl)."""
    forms = {glyph} | {t.mapping[glyph] for t in lookups(font, "locl")
                       if glyph in getattr(t, "mapping", {})}
    return sorted({lig.LigGlyph for t in lookups(font, "ccmp") for form in forms
                   for lig in getattr(t, "ligatures", {}).get(form, []) if lig.Component == [form]})


def ink(font, glyph):
    """Advance, left and right edge of the ink, in thousandths of an em."""
    glyphs = font.getGlyphSet()
    pen = BoundsPen(glyphs)
    glyphs[glyph].draw(pen)
    scale = 1000 / font["head"].unitsPerEm
    left, right = (pen.bounds[0], pen.bounds[2]) if pen.bounds else (0, 0)
    return f"{font['hmtx'][glyph][0] * scale:g} wide, ink {left * scale:g} to {right * scale:g}"


def characters(places):
    found = set()
    for place in map(pathlib.Path, places):
        for file in ([place] if place.is_file() else sorted(place.rglob("*.md"))):
            found.update(c for c in file.read_text(encoding="utf-8") if c > " " and c != "\uFEFF")
    return found


def main():
    ok = True
    text = characters([FONTS.parent / "issues", *sys.argv[1:]])
    lacking = set(text)
    for line in (FONTS / "fonts.sha256").read_text().splitlines():
        expected, file = line.split()
        path = FONTS / file
        font = TTFont(path)
        cmap = font.getBestCmap()
        name = font["name"].getDebugName
        print(f"{file}: {name(16)} {name(17)} ({font['OS/2'].usWeightClass}), {len(cmap)} characters, "
              f"{font['maxp'].numGlyphs} glyphs, fsType {font['OS/2'].fsType}")
        if hashlib.sha256(path.read_bytes()).hexdigest() != expected:
            print("  sha256 differs from fonts.sha256")
            ok = False
        gone = set(NEEDED[file.split("-")[0]].split()) - features(font)
        if gone:
            print("  features gone:", *sorted(gone))
            ok = False
        dash = cmap.get(0x2014)
        if dash:
            print(f"  — {ink(font, dash)}")
            for pair in joined(font, dash):
                print(f"  —— by ccmp: {ink(font, pair)}")
        if 0x2E3A in cmap:
            print(f"  ⸺ {ink(font, cmap[0x2E3A])}")
        missing = sorted(c for c in text if ord(c) not in cmap)
        lacking &= set(missing)
        if file.startswith("BanxinMast"):
            print(f"  lacks {len(missing)} of {len(text)} characters (a masthead face)")
        else:
            print(f"  lacks {len(missing)} of {len(text)}:", *(f"{c} U+{ord(c):04X}" for c in missing))
    if lacking:
        print("in no face:", *(f"{c} U+{ord(c):04X}" for c in sorted(lacking)))
        ok = False
    sys.exit(0 if ok else 1)


if __name__ == "__main__":
    main()
