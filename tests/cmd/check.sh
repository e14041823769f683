#!/bin/bash
# tests/cmd/check.sh - check and --fix; render.
. "$(dirname "$0")/lib.sh"
lay_root
story=$issue/articles/A1-lead.md

run 0 check "$issue"; ok "check writes nothing" && [ ! -e "$root/out" ]
cp "$story" "$work/story.md"
printf '\n%s\n' '他说"好",就走了(没有回头)...我们--都在。' >>"$story"
cp "$story" "$work/typed.md"
run 0 check "$issue" && says "[straight-quote]" && says "[half-width-mark]" && says "[three-dots]" && says "[double-hyphen]"
ok "half-width marks are warned of"
cmp -s "$story" "$work/typed.md"; ok "and left as they are"
run 0 check --fix "$issue" && says "in 1 files"; ok "--fix"
[ "$(tail -1 "$story")" = '他说“好”，就走了（没有回头）……我们——都在。' ]; ok "writes the right marks"
cmp -s <(head -n -2 "$story") "$work/story.md"; ok "and nothing else"
run 0 check "$issue" && ! says "mark"; ok "then there is nothing left to warn of"
mv "$work/story.md" "$story"

head -c 2000 "$issue/photos/stream.jpg" >"$work/cut.jpg" && cp "$work/cut.jpg" "$issue/photos/stream.jpg"
run 1 check "$issue" && says "stream.jpg" && says "[bad-photo]"; ok "a photo that is cut off"
rm "$issue/photos/stream.jpg"
run 1 check "$issue" && says "[no-file]" && [ "$(grep -c 'no-file' "$work/err")" -eq 1 ]; ok "a photo that is missing is named once"
run 1 render -q --ppi 36 "$issue" && says "[no-file]" && [ "$(ls "$root/out/2025-05-09-png" | wc -l)" -eq 8 ]
ok "render draws all the same"
cp "$top/issues/2025-05-09/photos/stream.jpg" "$issue/photos/"

run 0 render -q --ppi 36 --pages A1-A2 "$issue" && [ "$(cd "$root/out/2025-05-09-png" && echo *)" = "2025-05-09-A1.png 2025-05-09-A2.png" ]
ok "render --pages"
python3 - "$root/out/2025-05-09-png/2025-05-09-A1.png" <<'PYTHON'
import struct, sys
head = open(sys.argv[1], "rb").read(33)
assert head[:8] == b"\x89PNG\r\n\x1a\n"
width, height, depth, colour = struct.unpack(">IIBB", head[16:26])
assert abs(width - 275 / 25.4 * 36) <= 1 and abs(height - 390 / 25.4 * 36) <= 1 and (depth, colour) == (8, 2)
PYTHON
ok "a PNG of the trimmed page"
snapshot "$root/out/2025-05-09-png" >"$work/plain"
run 0 render -q -j1 --ppi 36 --pages A1-A2 "$issue" -o "$work/again" && snapshot "$work/again" | cmp -s - "$work/plain"
ok "the same with one thread"
run 0 render -q --ppi 36 --pages A1-A2 --overlay grid,slots,ids,baseline "$issue" -o "$work/over" &&
    ! snapshot "$work/over" | cmp -s - "$work/plain"
ok "--overlay"
mkdir "$work/set" && touch "$work/set/2025-05-09.pdf"
run 2 render -q --ppi 36 "$issue" -o "$work/set" && says "2025-05-09.pdf"; ok "render replaces no set of PDFs"

# ---- every message is explained ----
python3 - "$top/src" >"$work/used" <<'PYTHON'
import glob, re, sys
texts = [open(path, encoding="utf-8").read() for path in sorted(glob.glob(sys.argv[1] + "/*/*.c"))]
word = re.compile(r'"([a-z0-9]+(?:-[a-z0-9]+)*)"')
string = re.compile(r'"(?:[^"\\]|\\.)*"')
ids = set()
for text in texts:
    # bx_report, and every function of the file that hands an id on to it
    takers = ["bx_report"] + re.findall(r"\b(\w+)\([^()]*const char \*id\b", text)
    for call in re.finditer(r"\b(?:%s)\(" % "|".join(takers), text):
        at, depth = call.end(), 1
        while depth and at < len(text):
            literal = string.match(text, at)
            if literal:
                if word.fullmatch(literal.group()):
                    ids.add(literal.group()[1:-1])
                break
            depth += {"(": 1, ")": -1}.get(text[at], 0)
            at += 1
print("\n".join(sorted(ids)))
PYTHON
[ "$(wc -l <"$work/used")" -gt 100 ]; ok "the source names its messages"
run 0 explain && cut -d' ' -f1 "$work/out" | LC_ALL=C sort >"$work/explained"
comm -23 "$work/used" "$work/explained" >"$work/err"; [ ! -s "$work/err" ]; ok "each has its long text"
comm -13 "$work/used" "$work/explained" | sed 's/^/# explained, but no longer reported: /'
for id in overset yaml-syntax markup-stars low-ppi; do
    run 0 explain $id && [ "$(head -1 "$work/out")" = $id ] && [ "$(wc -l <"$work/out")" -gt 2 ]; ok "explain $id"
done
finish
