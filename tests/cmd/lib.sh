# tests/cmd/lib.sh - what the scripts of this folder share; each sources it first and ends with `finish`.
#
# A script prints TAP and ends with 1 when something failed. It works on a copy of the sample paper and
# issue in a folder of its own, never in the checkout.

top=$(cd "$(dirname "$0")/../.." && pwd)
banxin=${BANXIN:-${BUILD:-$top/build}/banxin}
[ -x "$banxin" ] || { echo "# there is no $banxin"; exit 2; }
work=$(mktemp -d "${TMPDIR:-/tmp}/banxin-cmd-XXXXXX")
trap 'rm -rf "$work"' EXIT
export XDG_CACHE_HOME="$work/cache"
unset NO_COLOR CLICOLOR_FORCE BANXIN_JOBS LC_ALL LC_MESSAGES LANGUAGE
export LANG=C

count=0
failed=0
wrapper=

# ok NAME: the command before it decides.
ok() {
    local status=$?
    count=$((count + 1))
    if [ "$status" -eq 0 ]; then
        echo "ok $count - $1"
    else
        echo "not ok $count - $1"
        failed=$((failed + 1))
        [ ! -s "$work/err" ] || sed 's/^/# err: /' "$work/err" | head -12
        [ ! -s "$work/out" ] || sed 's/^/# out: /' "$work/out" | head -12
    fi
}

finish() {
    echo "1..$count"
    [ "$failed" -eq 0 ]
    exit
}

# run STATUS ARGUMENTS: runs banxin; its output in $work/out and $work/err; true when it ends with STATUS.
run() {
    local wanted=$1 status=0
    shift
    $wrapper "$banxin" "$@" >"$work/out" 2>"$work/err" || status=$?
    [ "$status" -eq "$wanted" ] || { echo "# exit status $status, not $wanted: $*"; return 1; }
}

# run_in "NAME=VALUE..." STATUS ARGUMENTS: the same in another environment.
run_in() {
    local wrapper="env $1"
    shift
    run "$@"
}

says() { grep -qF -- "$1" "$work/err"; }
prints() { grep -qF -- "$1" "$work/out"; }
silent() { [ ! -s "$work/err" ]; }

# A root of its own with the sample paper and issue: $root, $issue.
lay_root() {
    root=$work/${1:-root}
    mkdir -p "$root/issues"
    cp -r "$top/layouts" "$root/"
    mkdir "$root/fonts"
    ln "$top"/fonts/*.ttf "$top/fonts/fonts.sha256" "$root/fonts/" 2>/dev/null ||
        cp "$top"/fonts/*.ttf "$top/fonts/fonts.sha256" "$root/fonts/"
    cp -r "$top/issues/2025-05-09" "$root/issues/"
    issue=$root/issues/2025-05-09
}

# Hashes of all files below a folder, by name.
snapshot() { (cd "$1" 2>/dev/null && find . -type f -print0 | sort -z | xargs -0 -r sha256sum); }
