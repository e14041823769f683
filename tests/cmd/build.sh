#!/bin/bash
# tests/cmd/build.sh - the files of a set: which, where, all or none, the same bytes every time.
. "$(dirname "$0")/lib.sh"
lay_root

run 0 build "$issue" && says "2025-05-09-A1.pdf"; ok "build"
set=$root/out/2025-05-09
[ "$(cd "$set" && echo *)" = "2025-05-09-A1.pdf 2025-05-09-A2.pdf 2025-05-09-A3.pdf 2025-05-09-A4.pdf 2025-05-09-A5.pdf 2025-05-09-A6.pdf 2025-05-09-A7.pdf 2025-05-09-A8.pdf 2025-05-09.pdf fit.json layout.json manifest.json" ]
ok "its files in out/DATE below the root"
snapshot "$set" >"$work/first"

python3 - "$set" "$root" >"$work/out" 2>"$work/err" <<'PYTHON'
import hashlib, json, os, sys
folder, root = sys.argv[1:]
manifest = json.load(open(folder + "/manifest.json"))
assert manifest["schema"] == 1 and manifest["date"] == "2025-05-09"
listed = {f["file"] for f in manifest["outputs"]} | {"manifest.json"}
assert listed == set(os.listdir(folder)), listed
for key, base in (("outputs", folder), ("inputs", root)):
    assert manifest[key]
    for entry in manifest[key]:
        data = open(os.path.join(base, entry["file"]), "rb").read()
        assert len(data) == entry["bytes"], entry
        assert hashlib.sha256(data).hexdigest() == entry["sha256"], entry
names = [f["file"] for f in manifest["inputs"]]
assert names == sorted(names, key=str.encode) and len(set(names)) == len(names)
for name in ("issues/2025-05-09/issue.yaml", "issues/2025-05-09/articles/A1-lead.md",
             "layouts/xizhou-yuanqu/paper.yaml", "layouts/xizhou-yuanqu/a8-photos.yaml",
             "fonts/BanxinSong-Regular.ttf", "issues/2025-05-09/ads/halfpage-qilan.pdf",
             "issues/2025-05-09/photos/stream.jpg"):
    assert name in names, name
for name in os.listdir(folder):
    assert root.encode() not in open(os.path.join(folder, name), "rb").read(), name
PYTHON
ok "manifest.json tells the hashes of all that went in and came out, and no folder of this machine"

# ---- the same bytes ----
(cd / && run 0 build -q -j1 "$issue" -o "$work/one") ; snapshot "$work/one" | cmp -s - "$work/first"; ok "the same with one thread, from elsewhere"
run_in "LC_ALL=C.UTF-8 LANG=zh_CN.UTF-8 TZ=America/New_York HOME=/nonexistent" 0 build -q -j5 "$issue" -o "$work/five" &&
    snapshot "$work/five" | cmp -s - "$work/first"; ok "the same with five, in another language, zone and home"
run_in "XDG_CACHE_HOME=$work/other" 0 build -q "$issue" -o "$work/cold" && snapshot "$work/cold" | cmp -s - "$work/first"
ok "the same without a cache"
cp -r "$root" "$work/elsewhere" && rm -r "$work/elsewhere/out" &&
    run 0 build -q "$work/elsewhere/issues/2025-05-09" && snapshot "$work/elsewhere/out/2025-05-09" | cmp -s - "$work/first"
ok "the same in another folder"

# ---- some of it ----
run 0 build -q --pages A1,A3-A4 "$issue" -o "$work/some" && [ "$(cd "$work/some" && echo *.pdf)" = "2025-05-09-A1.pdf 2025-05-09-A3.pdf 2025-05-09-A4.pdf 2025-05-09.pdf" ]
ok "--pages"
python3 - "$work/some" <<'EOF'
import json, sys
names = {f["file"].split("/")[-1] for f in json.load(open(sys.argv[1] + "/manifest.json"))["inputs"]}
assert {"A1-lead.md", "A7-poem.md", "bridge-cables.jpg", "stream.jpg"} <= names, names
assert not {"two-dogs.jpg", "paint-brushes.jpg", "halfpage-qilan.pdf"} & names, names
EOF
ok "its manifest leaves out what is placed on other pages"
cmp -s "$work/some/2025-05-09-A3.pdf" "$set/2025-05-09-A3.pdf"; ok "a page is the same alone"
run 0 build -q --profile screen --files pages --pages A1-A2 "$issue" &&
    [ "$(cd "$set-screen" && echo *.pdf)" = "2025-05-09-A1-screen.pdf 2025-05-09-A2-screen.pdf" ] &&
    snapshot "$set" | cmp -s - "$work/first"
ok "--profile screen writes beside the press files, which stay"
run 0 build -q --pages A "$issue" -o "$work/section" && cmp -s "$work/section/2025-05-09.pdf" "$set/2025-05-09.pdf"; ok "--pages with a section"
run 2 build -q --pages B9 "$issue" -o "$work/none" && says "no page 'B9'" && [ ! -e "$work/none" ]; ok "a page that is not there"
run 0 build -q --files issue "$issue" -o "$work/files" && [ "$(cd "$work/files" && echo *.pdf)" = 2025-05-09.pdf ]; ok "--files issue"
run 0 build -q --files pages "$issue" -o "$work/files" && [ ! -e "$work/files/2025-05-09.pdf" ] && [ -e "$work/files/2025-05-09-A8.pdf" ]
ok "--files pages, over an older set"

# ---- all or none ----
cp "$issue/articles/A1-lead.md" "$work/lead.md"
for i in 1 2 3 4 5; do sed -n '/^---$/,$p' "$work/lead.md" | tail -n +20; done >>"$issue/articles/A1-lead.md"
run 1 build -q "$issue" && says "[overset]" && snapshot "$set" | cmp -s - "$work/first"; ok "errors: no PDF, the old pages stay"
run 1 build -q "$issue" -o "$work/bad" && [ ! -e "$work/bad" ]; ok "errors: no folder"
run 0 build -q --fail-on never "$issue" -o "$work/bad" && [ ! -e "$work/bad" ]; ok "--fail-on never writes no PDF either"
mv "$work/lead.md" "$issue/articles/A1-lead.md"
mkdir "$work/mine" && echo keep >"$work/mine/notes.txt"
run 2 build -q "$issue" -o "$work/mine" && says "notes.txt" && [ "$(cat "$work/mine/notes.txt")" = keep ]
ok "a folder of somebody else's is not replaced"
mkdir -p "$work/ours/.hidden-by-none" && run 2 build -q "$issue" -o "$work/ours" && says "[output]" && [ -d "$work/ours/.hidden-by-none" ]
ok "nor one that holds folders"
chmod 500 "$root/out" && { [ "$(id -u)" -eq 0 ] || { run 2 build -q "$issue" && says "[output]"; }; }; ok "a folder without permission"
chmod 700 "$root/out"
[ -z "$(find "$work" -name '.banxin-*')" ]; ok "nothing is left over"

# ---- what is said ----
run 0 build -q "$issue" && ! says "2025-05-09-A1.pdf"; ok "-q"
run 0 build -v "$issue" && says "read 34 stories" && says "made up 8 pages, 1 jumps"; ok "-v"
run 0 build -q --timings="$work/trace.json" "$issue" && says "makeup" && says "total" &&
    python3 -c 'import json,sys; e = json.load(open(sys.argv[1]))["traceEvents"]; assert all(x["ph"] == "X" and x["dur"] >= 0 for x in e) and len(e) > 12' "$work/trace.json"
ok "--timings, and as a trace"
! printf '%s' "$(cat "$work/err")" | grep -q "$(printf '\r')"; ok "no carriage return where there is no terminal"
finish
