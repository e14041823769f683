#!/bin/bash
# tests/cmd/json.sh - layout.json and the answers of fit, query and fonts: what they promise to programs.
. "$(dirname "$0")/lib.sh"
lay_root

run 0 build -q "$issue"; ok "build"
check() { # NAME, and Python on stdin that sees `layout`, `fit` and `root`
    { cat <<'PYTHON'; cat; } >"$work/check.py"
import json, sys
root = sys.argv[1]
out = root + "/out/2025-05-09/"
def no_float(text):
    raise ValueError("a number with a fraction: " + text)
def sorted_keys(pairs):
    assert [k for k, _ in pairs] == sorted(k for k, _ in pairs), pairs
    assert len(dict(pairs)) == len(pairs)
    return dict(pairs)
def load(path):
    return json.load(open(path, encoding="utf-8"), parse_float=no_float, object_pairs_hook=sorted_keys)
layout, fit = load(out + "layout.json"), load(out + "fit.json")
boxes = [(page, box) for page in layout["pages"] for box in page["boxes"]]
lines = [(page, box, line) for page, box in boxes for line in box.get("lines", [])]
PYTHON
    python3 "$work/check.py" "$root" >"$work/out" 2>"$work/err"
    ok "$1"
}
check "layout.json: keys sorted, integers only, schema and unit" <<'PYTHON'
assert layout["schema"] == 1 and layout["unit"] == "1/1024 pt"
assert [page["label"] for page in layout["pages"]] == ["A%d" % i for i in range(1, 9)]
load(out + "manifest.json")
PYTHON
check "every line has text, baseline, measure and clusters that make up its text" <<'PYTHON'
assert len(lines) > 1500
for page, box, line in lines:
    assert {"baseline", "box", "clusters", "indent", "measure", "text"} <= set(line), line
    assert "".join(c[0] for c in line["clusters"]) == line["text"]
    for (_, x, advance), after in zip(line["clusters"], line["clusters"][1:]):
        assert x + advance == after[1], line
    assert box["mode"] in "hv"
PYTHON
check "a line lies where its first typed character stands in the source" <<'PYTHON'
sources = {}
for page, box, line in lines:
    if "byte" not in line or box["part"] == "ruby":  # a reading points to its base
        continue
    path = box["source"]["file"]
    data = sources.setdefault(path, open(root + "/" + path, "rb").read())
    rest = data[line["byte"]:].decode()
    before = data[:line["byte"]].decode()
    assert line["line"] == before.count("\n") + 1
    assert line["col"] == len(before) - (before.rfind("\n") + 1) + 1
    assert rest[0] in line["text"], (line["text"], rest[:8])
PYTHON
check "body text stands on the grid" <<'PYTHON'
grid = layout["grid"]
seen = 0
for page, box, line in lines:
    if "row" in line:
        seen += 1
        assert (line["box"][1] - grid["top"] - line["row"] * grid["pitch"]) == 0, line
assert seen > 900, seen
PYTHON
check "photos tell crop and resolution, advertisements their size" <<'PYTHON'
photos = [box["photo"] for page, box in boxes if box["kind"] == "photo"]
assert len(photos) == 11 or len(photos) == 12, len(photos)
for photo in photos:
    x, y, w, h = photo["crop"]
    assert x >= 0 and y >= 0 and x + w <= photo["pixels"][0] and y + h <= photo["pixels"][1]
    assert photo["ppi"] >= 200
assert {box["ad"]["name"] for page, box in boxes if box["kind"] == "ad"} == {"公益广告", "启澜动力"}
PYTHON
check "a jump has both its ends, and they are printed" <<'PYTHON'
jump, = layout["jumps"]
assert jump["story"] == "A1-swap"
assert jump["from"] == {"page": "A1", "slot": "third"} and jump["to"] == {"page": "A2", "slot": "cont"}
text = {page["label"]: "".join(line["text"] for box in page["boxes"] for line in box.get("lines", []))
        for page in layout["pages"]}
assert "（下转A2版）" in text["A1"] and "（上接A1版）" in text["A2"]
PYTHON
check "the masthead's computed fields are named parts" <<'PYTHON'
part = {box["part"]: "".join(line["text"] for line in box["lines"])
        for page, box in boxes if box["kind"] == "text" and page["label"] == "A1"}
assert part["masthead.date"] == "2025年5月9日　星期五", part["masthead.date"]
assert part["masthead.lunar"] == "农历乙巳年四月十二"
assert part["masthead.number"] == "第18期　总第2716期"
assert part["masthead.pages"] == "今日8版"
PYTHON
check "fit.json: rows and characters of every story in a slot; the ledger balances" <<'PYTHON'
assert fit["ledger"]["balanced"] is True and fit["ledger"]["overset"] == 0 and fit["ledger"]["set"] > 20000
for f in fit["fits"]:
    assert f["overRows"] == 0 and f["used"] <= f["rows"] and f["lackRows"] <= f["toleranceRows"], f
assert {"A1.third", "A2.cont"} == {f["page"] + "." + f["slot"] for f in fit["fits"] if f["story"] == "A1-swap"}
PYTHON

# ---- the same on stdout ----
valid() { python3 -c 'import json,sys; d = json.load(open(sys.argv[1])); assert d["schema"] == 1 and eval(sys.argv[2])' "$work/out" "$1"; }
run 0 fit --json "$issue" && valid 'len(d["fits"]) > 20'; ok "fit --json"
run 0 fit "$issue" && prints "A1  lead" && prints "even"; ok "fit as a table"
for question in stories pages jumps photos chars; do
    run 0 query "$issue" $question --json && valid "len(d['$question']) > 0"; ok "query $question --json"
    run 0 query "$issue" $question && [ "$(wc -l <"$work/out")" -gt 1 ]; ok "query $question"
done
run 0 fonts --json "$issue" && valid 'len(d["faces"]) == 8 and not d["faces"][0]["missing"]'; ok "fonts --json"
run 0 fonts "$issue" && prints "sha256"; ok "fonts"

# ---- too much and too little ----
python3 - "$issue/articles/A6-comment.md" <<'PYTHON'
import sys
text = open(sys.argv[1], encoding="utf-8").read()
open(sys.argv[1], "w", encoding="utf-8").write(text.rstrip("\n") + "\n\n" + "多出来的一段文字要在这里排不下。" * 8 + "\n")
PYTHON
run 1 fit "$issue" && prints "characters over" && prints "could go" && says "[overset]"; ok "fit tells what is over, and what could go"
run 1 fit --json "$issue" &&
    valid '[f for f in d["fits"] if f["story"] == "A6-comment"][0]["cuts"][0]["source"]["line"] > 5'
ok "and in JSON"
finish
