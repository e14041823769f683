#!/bin/sh
# Builds ../newsprint-tr002.icc, or with --check builds it aside and compares. For maintainers only;
# README.md says what it is made from. Needs Debian's argyll 2.3.1 and icc-profiles-free; about a minute.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
data=/usr/share/color/icc/TR002.ti3
gamut=/usr/share/color/argyll/ref/sRGB.icm
made=$here/../newsprint-tr002.icc

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

sha256sum -c --quiet <<SUMS
bcb14f76be42ebaa53cebdea3ae532af4c7717e7429d279323f7db8ad4a0b9d0  /usr/share/color/icc/TR002.ti3
12a3bb4cbc91c48d1267aaa3342fa35e16aa862969dc93ec034b9b6e3c338ba5  /usr/share/color/argyll/ref/sRGB.icm
SUMS

# -Zm           the sheet is matte
# -S -cmt -dpp   perceptual and saturation tables for photos seen on a screen, printed as print
# -kp ...        black begins at 5 % of the way down the neutral axis and is full at 90 %: early and
#                heavy, so that grey hangs on one ink and register shows least
# -l215 -L95     total ink and black limits. The limit holds at the nodes of the table; 215 keeps
#                what is interpolated between them under 220
cp "$data" "$work/newsprint.ti3"
(cd "$work" && colprof -qm -bm -Zm -S "$gamut" -cmt -dpp -kp 0 .05 .9 1 1 -l215 -L95 \
    -A banxin -M newsprint \
    -D "banxin newsprint, CGATS TR 002 (SNAP coldset)" \
    -C "Source of the characterization data: ANSI CGATS/SNAP TR 002-2007, Copyright 2007 NPES. May be distributed freely." \
    newsprint > log 2>&1) || { cat "$work/log"; exit 1; }

# The header's date (bytes 24 to 35) becomes 2025-05-09 00:00:00, so that building again gives the
# same file. A version 2 profile has no checksum to put right.
printf '\007\351\000\005\000\011\000\000\000\000\000\000' |
    dd of="$work/newsprint.icc" bs=1 seek=24 conv=notrunc status=none

if [ "${1-}" = --check ]; then
    cmp "$work/newsprint.icc" "$made"
    echo "newsprint-tr002.icc: built again, the same"
else
    cp "$work/newsprint.icc" "$made"
    sha256sum "$made"
fi
