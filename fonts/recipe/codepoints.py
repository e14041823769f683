#!/usr/bin/python3
"""Writes codepoints.txt, the characters that the subsets in fonts/ keep.

usage: codepoints.py [TEXT...] > codepoints.txt

The list is a fixed base (below) and every character of the .md and .yaml files under issues/ and
layouts/, and of any further files or folders named. One range a line: FIRST[-LAST], hexadecimal.

Needs Debian's unicode-data for the 8,105 characters of 通用规范汉字表 (Unihan kTGH).
"""
import bz2
import pathlib
import sys

TREE = pathlib.Path(__file__).resolve().parents[2]
UNIHAN = "/usr/share/unicode/Unihan_OtherMappings.txt.bz2"

RANGES = [
    (0x0020, 0x007E), (0x00A0, 0x017F),  # ASCII, Latin-1, Latin Extended-A
    (0x01CD, 0x01DC), (0x01F8, 0x01F9), (0x0251, 0x0251), (0x0261, 0x0261), (0x1E3E, 0x1E3F),
    (0x02C6, 0x02DD), (0x0300, 0x036F),  # 拼音: its letters, tone marks, combining marks
    (0x0370, 0x03FF), (0x0400, 0x04FF),  # Greek, Cyrillic
    (0x2000, 0x206F), (0x2E3A, 0x2E3B),  # spaces and punctuation, ⸺ ⸻
    (0x2070, 0x209F), (0x20A0, 0x20CF),  # superiors and inferiors, currencies
    (0x2100, 0x214F), (0x2150, 0x218F),  # ℃ № ™, fractions and Roman numerals
    (0x2190, 0x22FF),                    # arrows, mathematics
    (0x2300, 0x23FF), (0x2460, 0x24FF),  # ⌒ and kin, ① ⑴ ⒈ Ⓐ
    (0x2500, 0x259F), (0x25A0, 0x26FF),  # box drawing and blocks, ■ ● ▲ ★ ☀
    (0x2700, 0x27BF),                    # ✓ ✕ ❶
    (0x3000, 0x30FF), (0x3100, 0x312F),  # CJK punctuation, kana, 注音
    (0x31A0, 0x31BF), (0x31F0, 0x31FF), (0x3200, 0x33FF),
    (0xFE00, 0xFE01),                    # variation selectors of punctuation
    (0xFE10, 0xFE4F), (0xFF00, 0xFFEF),  # vertical and full-width forms
]


def tgh():
    """通用规范汉字表 (2013)."""
    with bz2.open(UNIHAN, "rt", encoding="utf-8") as lines:
        for line in lines:
            fields = line.split("\t")
            if len(fields) == 3 and fields[1] == "kTGH":
                yield int(fields[0][2:], 16)


def gb2312():
    """GB 2312-80: 6,763 hanzi and 682 signs, with the two that mapping tables disagree on (· —)."""
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                yield ord(bytes([row, cell]).decode("gb2312"))
            except UnicodeDecodeError:
                pass
    yield from (0x00B7, 0x2014)


def texts(places):
    for place in map(pathlib.Path, places):
        files = [place] if place.is_file() else sorted(place.rglob("*"))
        for file in files:
            if file.suffix in (".md", ".yaml"):
                yield from map(ord, file.read_text(encoding="utf-8"))


def main():
    wanted = {c for first, last in RANGES for c in range(first, last + 1)}
    wanted.update(tgh())
    wanted.update(gb2312())
    wanted.update(texts([TREE / "issues", TREE / "layouts", *sys.argv[1:]]))
    wanted = sorted(c for c in wanted if c >= 0x20)

    first = last = wanted[0]
    for c in wanted[1:] + [0x110000]:
        if c != last + 1:
            print(f"{first:04X}" if first == last else f"{first:04X}-{last:04X}")
            first = c
        last = c


if __name__ == "__main__":
    main()
