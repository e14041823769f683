#!/usr/bin/python3
"""Makes the fonts in fonts/ from their pinned sources, and fonts.sha256. For maintainers only.

usage: build.py WORKDIR

WORKDIR holds the three npm packages named below as `npm pack NAME@VERSION` leaves them; those that
are missing are fetched with npm. LXGW WenKai comes from Debian's fonts-lxgw-wenkai.
Needs python3-fonttools 4.38 (another version may order tables or coverage otherwise). No clock,
no locale and no path enters the files: two runs give the same bytes.
"""
import hashlib
import pathlib
import subprocess
import sys
import tarfile

import fontTools
from fontTools import subset
from fontTools.ttLib import TTFont

HERE = pathlib.Path(__file__).resolve().parent
FONTS = HERE.parent

# package on npm, version, sha256 of its tarball
SERIF = ("@expo-google-fonts/noto-serif-sc", "0.4.3",
         "ff6bcf5ba68d92dfecc05544bb150f9e724741a932354a0dd97e7289c40a3f5e")
SANS = ("@expo-google-fonts/noto-sans-sc", "0.4.3",
        "0d69d0f4971d2ff574e3d93cbc218dc950bf3f3f8f8e2c008d97687ed53aee59")
MAST = ("@expo-google-fonts/ma-shan-zheng", "0.4.3",
        "9befb7ac1ef0b08c17d8e1ea322a426833e91886f30dc3fb9f993676a8ef7ac3")
# Debian package, version, sha256 of the face
WENKAI = ("fonts-lxgw-wenkai", "1.250+repack-1", "bbf534b0ca093928f94d1782855e65a19a32cde82b075d495d072025521953c8")
WENKAI_FILE = "/usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf"

# family, style, where from, member of the tarball, whether only codepoints.txt is kept
FACES = [
    ("Banxin Song", "Regular", SERIF, "400Regular/NotoSerifSC_400Regular.ttf", True),
    ("Banxin Song", "SemiBold", SERIF, "600SemiBold/NotoSerifSC_600SemiBold.ttf", True),
    ("Banxin Song", "Black", SERIF, "900Black/NotoSerifSC_900Black.ttf", True),
    ("Banxin Hei", "Regular", SANS, "400Regular/NotoSansSC_400Regular.ttf", True),
    ("Banxin Hei", "Medium", SANS, "500Medium/NotoSansSC_500Medium.ttf", True),
    ("Banxin Hei", "Bold", SANS, "700Bold/NotoSansSC_700Bold.ttf", True),
    ("Banxin Kai", "Regular", WENKAI, None, True),
    ("Banxin Mast", "Regular", MAST, "400Regular/MaShanZheng_400Regular.ttf", False),
]


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def check(path, expected):
    if sha256(path) != expected:
        sys.exit(f"{path}: not the pinned file (sha256 {sha256(path)})")


def source(pin, member, workdir):
    """The path of a pinned source face."""
    package, version, expected = pin
    if member is None:
        path = pathlib.Path(WENKAI_FILE)
        check(path, expected)
        return path
    tarball = workdir / f"{package.lstrip('@').replace('/', '-')}-{version}.tgz"
    if not tarball.exists():
        subprocess.run(["npm", "pack", "--silent", f"{package}@{version}"], cwd=workdir, check=True,
                       stdout=subprocess.DEVNULL)
    check(tarball, expected)
    with tarfile.open(tarball) as tar:
        data = tar.extractfile(f"package/{member}").read()
    path = workdir / pathlib.Path(member).name
    path.write_bytes(data)
    return path


def read_codepoints():
    for line in (HERE / "codepoints.txt").read_text().split():
        first, _, last = line.partition("-")
        yield from range(int(first, 16), int(last or first, 16) + 1)


def rename(font, family, style):
    """New family names, in English only; copyright, version, makers and licence stay as they are.

    The names of the variable parent's axes and instances go: they speak of another family.
    """
    name = font["name"]
    version = name.getDebugName(5)
    postscript = f"{family.replace(' ', '')}-{style}"
    linked = style in ("Regular", "Bold")  # the four styles that old programs know
    new = {
        1: family if linked else f"{family} {style}",
        2: style if linked else "Regular",
        3: f"{version};{postscript}",
        4: f"{family} {style}",
        6: postscript,
        16: family,
        17: style,
    }
    name.names = [r for r in name.names
                  if (r.platformID, r.platEncID, r.langID) == (3, 1, 0x409)
                  and r.nameID not in new and r.nameID < 25]
    for name_id, text in new.items():
        name.setName(text, name_id, 3, 1, 0x409)


def make(path, family, style, subsetted):
    options = subset.Options()
    options.layout_features = ["*"]  # halt chws vhal vchw vert vrt2 ccmp locl hwid palt kern ...
    options.layout_scripts = ["*"]
    options.name_IDs = ["*"]
    options.name_languages = ["*"]
    options.name_legacy = True
    options.notdef_outline = True
    options.glyph_names = False
    options.hinting = False
    options.recalc_timestamp = False
    options.recalc_bounds = False
    options.drop_tables += ["STAT", "DSIG", "prep", "fpgm", "cvt "]

    font = TTFont(path, recalcTimestamp=False, recalcBBoxes=False)
    subsetter = subset.Subsetter(options)
    if subsetted:
        subsetter.populate(unicodes=read_codepoints())
    else:
        subsetter.populate(glyphs=font.getGlyphOrder(), unicodes=font.getBestCmap())
    subsetter.subset(font)
    rename(font, family, style)
    out = FONTS / f"{family.replace(' ', '')}-{style}.ttf"
    font.save(out, reorderTables=True)
    return out


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    if not fontTools.version.startswith("4.38."):
        print(f"warning: fontTools {fontTools.version}; the recipe was made with 4.38", file=sys.stderr)
    workdir = pathlib.Path(sys.argv[1])
    lines = []
    for family, style, pin, member, subsetted in FACES:
        out = make(source(pin, member, workdir), family, style, subsetted)
        print(f"{out.name}  {out.stat().st_size} bytes")
        lines.append(f"{sha256(out)}  {out.name}\n")
    (FONTS / "fonts.sha256").write_text("".join(sorted(lines, key=lambda l: l[66:])))


if __name__ == "__main__":
    main()
