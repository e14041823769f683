"""Advertisements for tests: one page whose patches are the same colour, said in every way that PDF has.

A patch is 20 pt square; patch N stands in column N % 12 and row N // 12 from the bottom left.
"""
import struct
import zlib

SIDE, COLUMNS = 20, 12


class File:
    """A PDF, object by object."""

    def __init__(self):
        self.objects = [None]

    def add(self, body):
        self.objects.append(body if isinstance(body, bytes) else body.encode("latin-1"))
        return "%d 0 R" % (len(self.objects) - 1)

    def stream(self, keys, data):
        data = data if isinstance(data, bytes) else data.encode("latin-1")
        return self.add(b"<<%s/Length %d>>stream\n%s\nendstream" % (keys.encode(), len(data), data))

    def write(self, root):
        out, places = bytearray(b"%PDF-1.6\n%\xe2\xe3\xcf\xd3\n"), []
        for number, body in enumerate(self.objects[1:], 1):
            places.append(len(out))
            out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
        xref = len(out)
        out += b"xref\n0 %d\n0000000000 65535 f \n" % len(self.objects)
        for place in places:
            out += b"%010d 00000 n \n" % place
        out += b"trailer<</Size %d/Root %s>>\nstartxref\n%d\n%%%%EOF\n" % (len(self.objects), root.encode(), xref)
        return bytes(out)


def page(content, resources, width, height, file=None, keys="", root=""):
    """A PDF of one page; FILE holds the objects that RESOURCES name, ROOT further keys of the catalogue."""
    file = file or File()
    body = file.stream("", content)
    pages = len(file.objects) + 1
    sheet = file.add("<</Type/Page/Parent %d 0 R/MediaBox[0 0 %g %g]/TrimBox[0 0 %g %g]/Contents %s"
                     "/Resources<<%s>>%s>>" % (pages, width, height, width, height, body, resources, keys))
    file.add("<</Type/Pages/Kids[%s]/Count 1>>" % sheet)
    return file.write(file.add("<</Type/Catalog/Pages %d 0 R%s>>" % (pages, root)))


def ink_picture(pixels, width, height, keys=""):
    """A page with 200 x 200 pixels of four inks, as large as it prints well."""
    file = File()
    image = file.stream("/Type/XObject/Subtype/Image/Width 200/Height 200/ColorSpace/DeviceCMYK/BitsPerComponent 8"
                        "/Filter/FlateDecode" + keys, flate(pixels))
    return page("60 0 0 60 9 9 cm /I Do", "/XObject<</I %s>>" % image, width, height, file=file)


def square(place):
    return "%d %d %d %d re" % (place % COLUMNS * SIDE, place // COLUMNS * SIDE, SIDE, SIDE)


def at(place):
    return "%d 0 0 %d %d %d cm" % (SIDE, SIDE, place % COLUMNS * SIDE, place // COLUMNS * SIDE)


def flate(data):
    return zlib.compress(data)


def corner(flag, x, y, color):
    """A corner of a triangle: a byte of flag, 16 bits a coordinate, 8 bits a channel."""
    return struct.pack(">BHH", flag, int(x * 65535), int(y * 65535)) + bytes(color)


def srgb_profile():
    """An ICC profile of version 2 with sRGB's primaries and curve."""
    def number(value):
        return struct.pack(">i", round(value * 65536))

    def xyz(*values):
        return b"XYZ \0\0\0\0" + b"".join(map(number, values))

    curve = [x / 1023 / 12.92 if x / 1023 <= .04045 else ((x / 1023 + .055) / 1.055) ** 2.4 for x in range(1024)]
    trc = b"curv\0\0\0\0" + struct.pack(">I", 1024) + b"".join(struct.pack(">H", round(y * 65535)) for y in curve)
    name = b"made for a test\0"
    desc = b"desc\0\0\0\0" + struct.pack(">I", len(name)) + name + bytes(78)
    tags = [(b"desc", desc), (b"cprt", b"text\0\0\0\0none\0"), (b"wtpt", xyz(.9642, 1, .8249)),
            (b"rXYZ", xyz(.43607, .22249, .01392)), (b"gXYZ", xyz(.38515, .71687, .09708)),
            (b"bXYZ", xyz(.14307, .06061, .71410)), (b"rTRC", trc), (b"gTRC", trc), (b"bTRC", trc)]
    place, table, data = 132 + 12 * len(tags), struct.pack(">I", len(tags)), b""
    for sign, body in tags:
        table += sign + struct.pack(">II", place + len(data), len(body))
        data += body + bytes(-len(body) % 4)
    size = 128 + len(table) + len(data)
    head = struct.pack(">I4sI4s4s4s", size, b"none", 0x02100000, b"mntr", b"RGB ", b"XYZ ") + bytes(12) + b"acsp"
    head += bytes(28) + number(.9642) + number(1) + number(.8249)
    return head + bytes(128 - len(head)) + table + data


def patches(rgb, jpeg):
    """The page, and what each patch is called. RGB: 0 to 255 each; JPEG: a picture of 16 x 16 in it."""
    r, g, b = (value / 255 for value in rgb)
    color = "%.6f %.6f %.6f" % (r, g, b)
    raw = bytes(rgb)
    file, names, content = File(), [], []
    res = {"ColorSpace": [], "XObject": [], "Shading": [], "Pattern": [], "ExtGState": [], "Font": []}

    def patch(name, text):
        content.append("q %s Q" % text)
        names.append(name)

    def here():
        return len(names)

    def resource(kind, name, value):
        res[kind].append("/%s %s" % (name, value))

    profile = file.stream("/N 3/Filter/FlateDecode", flate(srgb_profile()))
    resource("ColorSpace", "Icc", "[/ICCBased %s]" % profile)
    resource("ColorSpace", "Dev", "/DeviceRGB")
    resource("ColorSpace", "Idx", "[/Indexed/DeviceRGB 1<%s%s>]" % (raw.hex(), raw.hex()))
    constant = "<</FunctionType 2/Domain[0 1]/N 1/C0[%s]/C1[%s]>>" % (color, color)
    resource("ColorSpace", "Spot", "[/Separation/Spot/DeviceRGB<</FunctionType 2/Domain[0 1]/N 1/C0[1 1 1]/C1[%s]>>]" % color)
    many = file.stream("/FunctionType 4/Domain[0 1 0 1]/Range[0 1 0 1 0 1]",
                       "{2 copy add .5 gt {pop pop}{exch} ifelse %g %g %g 3 1 roll}" % (g, b, r))
    resource("ColorSpace", "Many", "[/DeviceN[/One/Two]/DeviceRGB %s]" % many)
    resource("ColorSpace", "Unc", "[/Pattern/DeviceRGB]")

    patch("rg", "%s rg %s f" % (color, square(here())))
    patch("RG", "%s RG %d w %d %d m %d %d l S" % (color, SIDE, here() % COLUMNS * SIDE, SIDE // 2,
                                               here() % COLUMNS * SIDE + SIDE, SIDE // 2))
    patch("cs DeviceRGB", "/DeviceRGB cs %s sc %s f" % (color, square(here())))
    patch("cs a name", "/Dev cs %s scn %s f" % (color, square(here())))
    patch("cs ICCBased", "/Icc cs %s scn %s f" % (color, square(here())))
    patch("cs Indexed", "/Idx cs 1 sc %s f" % square(here()))
    patch("cs Separation", "/Spot cs 1 scn %s f" % square(here()))
    patch("Separation at its full tint from the start", "/Spot cs %s f" % square(here()))
    patch("cs DeviceN", "/Many cs .3 .7 scn %s f" % square(here()))

    form = file.stream("/Type/XObject/Subtype/Form/BBox[0 0 1 1]", "%s sc 0 0 1 1 re f" % color)
    resource("XObject", "Heir", form)
    patch("a form with its caller's space", "/DeviceRGB cs %s /Heir Do" % at(here()))
    inner = file.stream("/Type/XObject/Subtype/Form/BBox[0 0 1 1]/Resources<</ColorSpace<</Mine /DeviceRGB>>>>",
                        "/Mine cs %s sc 0 0 1 1 re f" % color)
    outer = file.stream("/Type/XObject/Subtype/Form/BBox[0 0 1 1]/Resources<</XObject<</In %s>>>>"
                        "/Group<</S/Transparency/CS/DeviceRGB>>" % inner, "/In Do")
    resource("XObject", "Outer", outer)
    patch("a form in a group", "%s /Outer Do" % at(here()))

    image = "/Type/XObject/Subtype/Image/Width 2/Height 2/BitsPerComponent 8"
    pixels = flate(raw * 4)
    for name, keys, data in (
            ("Rgb", "/ColorSpace/DeviceRGB/Filter/FlateDecode", pixels),
            ("IccIm", "/ColorSpace[/ICCBased %s]/Filter/FlateDecode" % profile, pixels),
            ("IdxIm", "/ColorSpace[/Indexed/DeviceRGB 1<000000%s>]/Filter/FlateDecode" % raw.hex(), flate(b"\1" * 4)),
            ("SpotIm", "/ColorSpace[/Separation/Spot/DeviceRGB %s]/Filter/FlateDecode" % constant, flate(b"\xff" * 4)),
            ("Negative", "/ColorSpace/DeviceRGB/Decode[1 0 1 0 1 0]/Filter/FlateDecode",
             flate(bytes(255 - value for value in raw) * 4))):
        resource("XObject", name, file.stream(image + keys, data))
        patch("image " + name, "%s /%s Do" % (at(here()), name))
    deep = image.replace("BitsPerComponent 8", "BitsPerComponent 16")
    resource("XObject", "Deep", file.stream(deep + "/ColorSpace/DeviceRGB", b"".join(bytes((v, v)) for v in raw) * 4))
    patch("image of 16 bits", "%s /Deep Do" % at(here()))
    resource("XObject", "Photo", file.stream("/Type/XObject/Subtype/Image/Width 16/Height 16/BitsPerComponent 8"
                                             "/ColorSpace/DeviceRGB/Filter/DCTDecode", jpeg))
    patch("image JPEG", "%s /Photo Do" % at(here()))
    resource("XObject", "Keyed", file.stream(image.replace("Height 2", "Height 1") + "/ColorSpace/DeviceRGB"
                                             "/Mask[0 0 255 255 0 0]", raw + b"\0\xff\0"))
    patch("image with a colour left out", "%s rg %s f %s /Keyed Do" % (color, square(here()), at(here())))
    patch("inline image", "%s\nBI /W 2 /H 2 /BPC 8 /CS /RGB /F /AHx ID %s> EI" % (at(here()), raw.hex() * 4))

    resource("Shading", "Axial", "<</ShadingType 2/ColorSpace/DeviceRGB/Coords[0 0 1 0]/Extend[true true]/Function %s>>" % constant)
    patch("axial shading", "%s W n %s /Axial sh" % (square(here()), at(here())))
    stitched = ("<</FunctionType 3/Domain[0 1]/Bounds[.5]/Encode[0 1 0 1]/Functions[%s %s]>>" % (constant, constant))
    resource("Shading", "Stitch", "<</ShadingType 3/ColorSpace[/ICCBased %s]/Coords[.5 .5 0 .5 .5 1]/Extend[true true]"
             "/Function %s>>" % (profile, stitched))
    patch("radial shading, stitched", "%s W n %s /Stitch sh" % (square(here()), at(here())))
    each = "".join("<</FunctionType 2/Domain[0 1]/N 1/C0[%.6f]/C1[%.6f]>>" % (v, v) for v in (r, g, b))
    resource("Shading", "Each", "<</ShadingType 2/ColorSpace/DeviceRGB/Coords[0 0 1 0]/Extend[true true]/Function[%s]>>" % each)
    patch("shading of three functions", "%s W n %s /Each sh" % (square(here()), at(here())))
    table = file.stream("/FunctionType 0/Domain[0 1]/Range[0 1 0 1 0 1]/Size[2]/BitsPerSample 8", raw * 2)
    resource("Shading", "Table", "<</ShadingType 2/ColorSpace/DeviceRGB/Coords[0 0 1 0]/Extend[true true]/Function %s>>" % table)
    patch("shading of a table", "%s W n %s /Table sh" % (square(here()), at(here())))
    decode = "/BitsPerCoordinate 16/BitsPerComponent 8/Decode[0 1 0 1 0 1 0 1 0 1]/ColorSpace/DeviceRGB"
    triangles = b"".join(corner(0, x, y, raw) for x, y in ((0, 0), (1, 0), (0, 1), (1, 0), (1, 1), (0, 1)))
    resource("Shading", "Free", file.stream("/ShadingType 4/BitsPerFlag 8" + decode, triangles))
    patch("mesh of triangles", "%s W n %s /Free sh" % (square(here()), at(here())))
    lattice = b"".join(struct.pack(">HH", x * 65535, y * 65535) + raw for y in (0, 1) for x in (0, 1))
    resource("Shading", "Lattice", file.stream("/ShadingType 5/VerticesPerRow 2" + decode, lattice))
    patch("mesh of a lattice", "%s W n %s /Lattice sh" % (square(here()), at(here())))
    edge = [(0, 0), (0, 1 / 3), (0, 2 / 3), (0, 1), (1 / 3, 1), (2 / 3, 1), (1, 1), (1, 2 / 3), (1, 1 / 3), (1, 0),
            (2 / 3, 0), (1 / 3, 0)]
    coons = b"\0" + b"".join(struct.pack(">HH", int(x * 65535), int(y * 65535)) for x, y in edge) + raw * 4
    resource("Shading", "Coons", file.stream("/ShadingType 6/BitsPerFlag 8" + decode, coons))
    patch("mesh of patches", "%s W n %s /Coons sh" % (square(here()), at(here())))

    tile = file.stream("/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 5 5]/XStep 5/YStep 5"
                       "/Resources<<>>", "%s rg 0 0 5 5 re f" % color)
    resource("Pattern", "Tile", tile)
    patch("tiling pattern", "/Pattern cs /Tile scn %s f" % square(here()))
    stencil = file.stream("/Type/Pattern/PatternType 1/PaintType 2/TilingType 1/BBox[0 0 5 5]/XStep 5/YStep 5"
                          "/Resources<<>>", "0 0 5 5 re f")
    resource("Pattern", "Stencil", stencil)
    patch("uncoloured pattern", "/Unc cs %s /Stencil scn %s f" % (color, square(here())))
    resource("Pattern", "Shade", "<</PatternType 2/Shading<</ShadingType 2/ColorSpace/DeviceRGB/Coords[0 0 999 0]"
             "/Extend[true true]/Function %s>>>>" % constant)
    patch("shading pattern", "/Pattern cs /Shade scn %s f" % square(here()))

    letter = file.stream("", "1 0 d0 %s rg 0 0 1 1 re f" % color)
    resource("Font", "Drawn", "<</Type/Font/Subtype/Type3/FontBBox[0 0 1 1]/FontMatrix[1 0 0 1 0 0]/FirstChar 97"
             "/LastChar 97/Widths[1]/CharProcs<</a %s>>/Encoding<</Differences[97/a]>>/Resources<<>>>>" % letter)
    patch("letter of a Type 3 font", "BT /Drawn %d Tf %d %d Td (a) Tj ET" % (
        SIDE, here() % COLUMNS * SIDE, here() // COLUMNS * SIDE))
    white = file.stream("/Type/XObject/Subtype/Form/BBox[0 0 999 999]/Group<</S/Transparency/CS/DeviceRGB>>"
                        "/Resources<<>>", "1 1 1 rg 0 0 999 999 re f")
    resource("ExtGState", "Masked", "<</SMask<</S/Luminosity/G %s/BC[0 0 0]>>/TR/Identity>>" % white)
    patch("under a soft mask", "/Masked gs %s rg %s f" % (color, square(here())))

    plane = file.stream("/FunctionType 4/Domain[0 1 0 1]/Range[0 1 0 1 0 1]",
                        "{2 copy lt {pop pop %g %g %g}{pop pop %g %g %g} ifelse}" % (r, g, b, r, g, b))
    resource("Shading", "Plane", "<</ShadingType 1/ColorSpace/DeviceRGB/Domain[0 1 0 1]/Function %s>>" % plane)
    patch("shading of a calculator in two numbers", "%s W n %s /Plane sh" % (square(here()), at(here())))

    resources = "".join("/%s<<%s>>" % (kind, "".join(items)) for kind, items in res.items())
    rows = (len(names) + COLUMNS - 1) // COLUMNS
    return page("\n".join(content), resources, COLUMNS * SIDE, rows * SIDE, file,
                "/Group<</S/Transparency/CS/DeviceRGB>>"), names
