"""Damaged copies of a good file, one fault each, with the rules that each must break and no others.

MUTANTS: name, the ids wanted, the file to begin with (x4, x1a, two: two pages), options of preflight, and a
function that changes a Pdf, or for `raw` the bytes of the file.
"""
import re

MUTANTS = []
RAW = []


def mutant(*ids, base="x4", options=(), save=("--object-streams=disable",)):
    def take(function):
        MUTANTS.append((function.__name__, set(ids), base, list(options), list(save), function))
        return function
    return take


def raw(*ids, base="x4", options=(), save=("--object-streams=disable", "--force-version=1.6")):
    def take(function):
        RAW.append((function.__name__, set(ids), base, list(options), list(save), function))
        return function
    return take


# Where nothing else is: the left margin of the type area, in pt.
SPOT = "6 500 10 10 re f"


def mapped(pdf):
    """Name of a font of the first page, and the code of a Han character in it."""
    for name, ref in sorted(pdf.resources("/Font").items()):
        font = pdf.get(ref)
        text = pdf.data(font["/ToUnicode"]).decode("latin-1")
        used = re.search(r"<([0-9A-Fa-f]{4})> ?<([5-8][0-9A-Fa-f]{3})>", text)
        if used:
            return name, used.group(1)
    raise ValueError("no font with Han characters")


def descendant(pdf):
    name, _ = mapped(pdf)
    return pdf.get(pdf.get(pdf.get(pdf.resources("/Font")[name])["/DescendantFonts"])[0])


def text(pdf, size, ink, state="/GN"):
    name, code = mapped(pdf)
    pdf.draw("%s gs %s BT %s %g Tf 6 500 Td <%s> Tj ET" % (state, ink, name, size, code))


def photo(pdf):
    """The resource name of a CMYK photo on the first page, and its dictionary."""
    for name, ref in sorted(pdf.resources("/XObject").items()):
        if pdf.get(ref).get("/ColorSpace") == "/DeviceCMYK":
            return name, pdf.get(ref)
    raise ValueError("no photo")


def ink(pdf, name, alternate, ends):
    """A tint of the separation NAME whose full tone is ENDS of ALTERNATE."""
    function = {"/FunctionType": 2, "/Domain": [0, 1], "/C0": ends[0], "/C1": ends[1], "/N": 1}
    pdf.resources("/ColorSpace")["/Mutant"] = ["/Separation", name, alternate, function]
    pdf.draw("/Mutant cs .5 scn " + SPOT)


PAPER, RED = [0, 0, 0, 0], [0, 1, 1, 0]


# ---- S ----

@raw("pdf-damaged")
def wrong_table_of_contents(data):
    return re.sub(rb"startxref\s+\d+", b"startxref\n7", data)


@mutant("pdf-version", save=("--force-version=1.7",))
def newer_version(pdf):
    pass


@raw("pdf-id")
def without_identifier(data):
    return re.sub(rb"/ID( ?\[)", rb"/DI\1", data)


@mutant("pdf-encrypted", save=("--encrypt", "", "owner", "128", "--use-aes=y", "--"))
def encrypted(pdf):
    pass


@raw("object-streams", base="x1a", save=("--object-streams=generate",))
def packed_objects(data):
    return data.replace(b"%PDF-1.5", b"%PDF-1.4", 1)


def lzw(data):
    """DATA in nine-bit codes, with the table cleared before it would need ten."""
    bits = ""
    for start in range(0, len(data), 200):
        bits += format(256, "09b") + "".join(format(byte, "09b") for byte in data[start:start + 200])
    bits += format(257, "09b")
    bits += "0" * (-len(bits) % 8)
    return bytes(int(bits[i:i + 8], 2) for i in range(0, len(bits), 8))


@mutant("stream-filter", save=("--object-streams=disable", "--stream-data=preserve"))
def packed_by_lzw(pdf):
    pdf.page()["/Contents"] = [pdf.page()["/Contents"], pdf.add_stream({"/Filter": "/LZWDecode"}, lzw(b"q Q\n"))]


@mutant("stream-filter", base="x1a", save=("--object-streams=disable", "--stream-data=preserve"))
def jpeg_2000(pdf):
    pdf.add_stream({"/Filter": "/JPXDecode"}, b"nothing refers to it, and yet it is in the file")
    pdf.root["/Extra"] = "%d 0 R" % pdf.head["maxobjectid"]


@mutant("content-damaged", save=("--object-streams=disable", "--stream-data=preserve"))
def unreadable_content(pdf):
    pdf.page()["/Contents"] = [pdf.page()["/Contents"], pdf.add_stream({"/Filter": "/FlateDecode"}, b"\0\0\0\0")]


@mutant("content-damaged")
def picture_that_is_not_there(pdf):
    pdf.draw("/Nowhere Do")


@mutant("content-damaged")
def font_that_is_not_there(pdf):
    pdf.draw("BT 0 0 0 1 k /Nowhere 20 Tf (a) Tj ET")


@mutant("content-damaged")
def state_that_is_not_there(pdf):
    pdf.draw("/Nowhere gs")


@mutant("content-damaged")
def space_that_is_not_there(pdf):
    pdf.draw("/Nowhere cs 0 sc")


@mutant("content-endless", "ink-unmeasured")
def form_in_itself(pdf):
    form = {"/Type": "/XObject", "/Subtype": "/Form", "/BBox": [0, 0, 9, 9], "/Resources": {"/XObject": {}}}
    ref = pdf.add_stream(form, "/Me Do")
    form["/Resources"]["/XObject"]["/Me"] = ref
    pdf.resources("/XObject")["/Me"] = ref
    pdf.draw("/Me Do")


# ---- M ----

@mutant("no-pdfx")
def claims_nothing(pdf):
    del pdf.info["/GTS_PDFXVersion"]
    pdf.edit_xmp("GTS_PDFXVersion", "Other")


@mutant("screen-file")
def made_for_reading(pdf):
    pdf.info["/BanxinProfile"] = "u:screen"


@mutant("other-pdfx")
def claims_x3(pdf):
    pdf.info["/GTS_PDFXVersion"] = "u:PDF/X-3:2003"
    pdf.edit_xmp("PDF/X-4", "PDF/X-3:2003")


@mutant("other-pdfx", "no-intent", options=("--profile", "pdfx4"), base="x1a")
def other_than_asked(pdf):
    del pdf.root["/OutputIntents"]


@mutant("info-missing", base="x1a")
def without_title(pdf):
    del pdf.info["/Title"]


@mutant("info-date")
def malformed_date(pdf):
    pdf.info["/CreationDate"] = pdf.info["/CreationDate"].replace("D:", "")


@mutant("not-trapped")
def trapped_or_not(pdf):
    pdf.info["/Trapped"] = "/Unknown"
    pdf.edit_xmp(">False</pdf:Trapped>", ">Unknown</pdf:Trapped>")


@mutant("no-xmp")
def without_xmp(pdf):
    del pdf.root["/Metadata"]


@mutant("xmp-missing")
def xmp_without_version(pdf):
    pdf.edit_xmp("xmpMM:VersionID", "xmpMM:Version")


@mutant("xmp-differs")
def other_title(pdf):
    pdf.info["/Title"] += " 2"


# ---- O ----

@mutant("no-intent")
def without_intent(pdf):
    del pdf.root["/OutputIntents"]


@mutant("no-intent")
def two_intents(pdf):
    pdf.root["/OutputIntents"].append(pdf.add(dict(pdf.intent)))


@mutant("intent-profile")
def profile_of_a_screen(pdf):
    ref = pdf.intent["/DestOutputProfile"]
    data = bytearray(pdf.data(ref))
    data[12:20] = b"mntrRGB "
    pdf.set_data(ref, bytes(data))


@mutant("intent-profile", base="x1a")
def profile_of_version_4(pdf):
    ref = pdf.intent["/DestOutputProfile"]
    data = bytearray(pdf.data(ref))
    data[8] = 4
    pdf.set_data(ref, bytes(data))


@mutant("intent-name")
def nameless_intent(pdf):
    del pdf.intent["/OutputConditionIdentifier"]


@mutant("intent-condition")
def coated_paper(pdf):
    pdf.intent["/OutputConditionIdentifier"] = "u:FOGRA39"


# ---- P ----

@mutant("no-trim")
def without_trim(pdf):
    del pdf.page()["/TrimBox"]


@mutant("box-nesting")
def trim_outside_bleed(pdf):
    left, bottom, right, top = pdf.page()["/TrimBox"]
    pdf.page()["/BleedBox"] = [left + 9, bottom, right, top]


@mutant("box-nesting")
def trim_and_art(pdf):
    pdf.page()["/ArtBox"] = pdf.page()["/TrimBox"]


@mutant("crop-box")
def cropped(pdf):
    left, bottom, right, top = pdf.page()["/MediaBox"]
    pdf.page()["/CropBox"] = [left + 9, bottom, right, top]


@mutant("page-turned")
def turned(pdf):
    pdf.page()["/Rotate"] = 180


@mutant("user-unit")
def own_unit(pdf):
    pdf.page()["/UserUnit"] = 1.5


@mutant("trim-differs", base="two")
def narrower_page(pdf):
    page = pdf.page(1)
    for box in "/MediaBox", "/BleedBox", "/TrimBox":
        page[box] = [page[box][0], page[box][1], page[box][2] - 20, page[box][3]]


@mutant("trim-size", options=("--trim", "275x391"))
def other_size_than_asked(pdf):
    pass


@mutant("page-count", options=("--pages", "8"))
def seven_pages_missing(pdf):
    pass


@mutant("empty-page")
def nothing_on_it(pdf):
    del pdf.page()["/Contents"]


# ---- T ----

@mutant("group-space")
def page_blends_in_rgb(pdf):
    pdf.page()["/Group"] = {"/S": "/Transparency", "/CS": "/DeviceRGB", "/I": True}


@mutant("transparency", base="x1a")
def page_is_a_group(pdf):
    pdf.page()["/Group"] = {"/S": "/Transparency", "/CS": "/DeviceCMYK"}


@mutant("transparency", base="x1a")
def half_opaque(pdf):
    pdf.resources("/ExtGState")["/Mutant"] = {"/ca": 0.5}
    pdf.draw("/Mutant gs 0 0 0 1 k " + SPOT)


@mutant("transparency", base="x1a")
def multiplied(pdf):
    pdf.resources("/ExtGState")["/Mutant"] = {"/BM": "/Multiply"}
    pdf.draw("/Mutant gs 0 0 0 1 k " + SPOT)


# ---- C ----

@mutant("rgb-color")
def red_of_the_screen(pdf):
    pdf.draw("1 0 0 rg " + SPOT)


@mutant("rgb-color")
def rgb_in_a_form(pdf):
    ref = pdf.add_stream({"/Type": "/XObject", "/Subtype": "/Form", "/BBox": [0, 0, 999, 999]}, "1 0 0 rg " + SPOT)
    pdf.resources("/XObject")["/Mutant"] = ref
    pdf.draw("/Mutant Do")


@mutant("rgb-color")
def rgb_shading(pdf):
    function = {"/FunctionType": 2, "/Domain": [0, 1], "/C0": [1, 0, 0], "/C1": [1, 1, 0], "/N": 1}
    pdf.resources("/Shading")["/Mutant"] = {"/ShadingType": 2, "/ColorSpace": "/DeviceRGB", "/Function": function,
                                            "/Coords": [6, 500, 16, 510]}
    pdf.draw("6 500 10 10 re W n /Mutant sh")


@mutant("rgb-color")
def rgb_behind_a_table(pdf):
    pdf.resources("/ColorSpace")["/Mutant"] = ["/Indexed", "/DeviceRGB", 1, "b:ff000000ff00"]
    pdf.draw("q 1 0 0 1 6 500 cm BI /W 2 /H 2 /BPC 8 /CS /Mutant ID \1\0\1\0 EI Q")


@mutant("rgb-color")
def rgb_table_written_inline(pdf):
    pdf.draw("q 1 0 0 1 6 500 cm BI /D [0 1] /CS [/Indexed /DeviceRGB 1 <ff000000ff00>] /W 2 /H 2 /BPC 8 "
             "ID \1\0\1\0 EI Q")


@mutant("icc-color", "ink-total")
def tagged_cmyk(pdf):
    """A RIP that converts it makes more ink of it, too."""
    photo(pdf)[1]["/ColorSpace"] = ["/ICCBased", pdf.intent["/DestOutputProfile"]]


@mutant("spot-color")
def fifth_plate(pdf):
    ink(pdf, "/PANTONE#20185#20C", "/DeviceCMYK", (PAPER, RED))


@mutant("spot-color", "spot-alternate")
def spot_that_is_rgb(pdf):
    ink(pdf, "/Gold", "/DeviceRGB", ([1, 1, 1], [1, 0.8, 0]))


@mutant("ink-sum", "ink-total")
def four_colours_at_once(pdf):
    pdf.draw("1 1 1 .2 k " + SPOT)


@mutant("ink-set", options=("--inks", "k"))
def red_on_a_black_page(pdf):
    pass


@mutant("registration-color")
def on_every_plate(pdf):
    ink(pdf, "/All", "/DeviceCMYK", (PAPER, [1, 1, 1, 1]))


@mutant("rich-black-text")
def text_of_four_inks(pdf):
    text(pdf, 14, ".5 .5 .4 .9 k")


# ---- K ----

@mutant("white-overprint")
def white_that_vanishes(pdf):
    pdf.draw("/GK gs 0 0 0 0 k " + SPOT)


@mutant("black-knockout")
def black_text_knocks_out(pdf):
    text(pdf, 8, "0 0 0 1 k")


@mutant("black-knockout")
def black_line_knocks_out(pdf):
    pdf.draw("0 0 0 1 K 1 w 6 500 m 16 500 l S")


@mutant("black-knockout")
def overprint_mode_0(pdf):
    pdf.resources("/ExtGState")["/Mutant"] = {"/OP": True, "/op": True, "/OPM": 0}
    text(pdf, 8, "0 0 0 1 k", "/Mutant")


@mutant("gray-black")
def grey_operator(pdf):
    text(pdf, 8, "0 g")


@mutant("gray-overprint")
def grey_overprints(pdf):
    pdf.draw("/GK gs .5 g " + SPOT)


# ---- L ----

@mutant("thin-line")
def hairline(pdf):
    pdf.draw("/GK gs 0 0 0 1 K .05 w 6 500 m 16 500 l S")


@mutant("thin-line")
def line_thin_by_its_scale(pdf):
    pdf.draw("/GK gs 0 0 0 1 K .1 0 0 .1 0 0 cm 1 w 60 5000 m 160 5000 l S")


@mutant("thin-line")
def red_line(pdf):
    """Thick enough for one ink, not for two."""
    pdf.draw("0 1 1 0 K .22 w 6 500 m 16 500 l S")


@mutant("small-white-text")
def tiny_white(pdf):
    pdf.draw("1 1 0 0 k 2 490 30 30 re f")
    text(pdf, 6, "0 0 0 0 k")


@mutant("small-color-text")
def tiny_red(pdf):
    text(pdf, 6, "0 1 1 0 k")


# ---- I ----

def place_photo(pdf, ppi):
    name, picture = photo(pdf)
    pdf.draw("6 500 10 10 re W n %g 0 0 %g 6 500 cm %s Do" % (picture["/Width"] * 72 / ppi,
                                                               picture["/Height"] * 72 / ppi, name))


@mutant("image-coarse")
def enlarged_photo(pdf):
    place_photo(pdf, 98)


@mutant("image-low")
def photo_a_little_enlarged(pdf):
    place_photo(pdf, 120)


def place_bitmap(pdf, ppi):
    side = 32 * 72 / ppi
    pdf.draw("0 0 0 1 k %g 0 0 %g 6 500 cm BI /W 32 /H 32 /IM true ID %s EI" % (side, side, "U" * 128))


@mutant("bitmap-coarse")
def coarse_line_work(pdf):
    place_bitmap(pdf, 500)


@mutant("bitmap-low")
def rough_line_work(pdf):
    place_bitmap(pdf, 700)


@mutant("image-negative", "ink-total", "ink-window")
def negative(pdf):
    photo(pdf)[1]["/Decode"] = [1, 0] * 4


@mutant("image-data")
def wrong_width(pdf):
    photo(pdf)[1]["/Width"] += 8


@mutant("image-data")
def half_a_picture(pdf):
    pdf.resources("/XObject")["/Mutant"] = pdf.add_stream(
        {"/Subtype": "/Image", "/Width": 20, "/Height": 20, "/BitsPerComponent": 8, "/ColorSpace": "/DeviceCMYK"},
        b"\0" * 800)
    pdf.draw("8 0 0 8 6 500 cm /Mutant Do")


@mutant("image-deep", base="x1a")
def sixteen_bits(pdf):
    pdf.resources("/XObject")["/Mutant"] = pdf.add_stream(
        {"/Subtype": "/Image", "/Width": 20, "/Height": 20, "/BitsPerComponent": 16, "/ColorSpace": "/DeviceCMYK"},
        b"\0" * 3200)
    pdf.draw("8 0 0 8 6 500 cm /Mutant Do")


# ---- F ----

@mutant("font-not-embedded")
def font_left_out(pdf):
    del pdf.get(descendant(pdf)["/FontDescriptor"])["/FontFile2"]


@mutant("font-program")
def font_of_nonsense(pdf):
    pdf.set_data(pdf.get(descendant(pdf)["/FontDescriptor"])["/FontFile2"], b"no font at all" * 20)


@mutant("font-type3")
def drawn_letters(pdf):
    pdf.resources("/Font")["/Mutant"] = pdf.add(
        {"/Type": "/Font", "/Subtype": "/Type3", "/FontBBox": [0, 0, 9, 9], "/FontMatrix": [0.1, 0, 0, 0.1, 0, 0],
         "/FirstChar": 65, "/LastChar": 65, "/Widths": [9], "/Encoding": {"/Differences": [65, "/A"]},
         "/CharProcs": {"/A": pdf.add_stream({}, "9 0 0 0 9 9 d1 0 0 9 9 re f")}})
    pdf.draw("/GK gs 0 0 0 1 k BT /Mutant 8 Tf 6 500 Td (A) Tj ET")


@mutant("font-notdef", "font-unicode")
def character_that_is_not_there(pdf):
    pdf.draw("/GK gs 0 0 0 1 k BT %s 8 Tf 6 500 Td <0000> Tj ET" % mapped(pdf)[0])


@mutant("font-glyph", "font-unicode")
def glyph_beyond_the_font(pdf):
    pdf.draw("/GK gs 0 0 0 1 k BT %s 8 Tf 6 500 Td <FFF0> Tj ET" % mapped(pdf)[0])


@mutant("font-glyph")
def glyph_left_out_of_the_subset(pdf):
    """Its code is in ToUnicode, its outline is not in the font."""
    name, code = mapped(pdf)
    ref = pdf.get(pdf.resources("/Font")[name])["/ToUnicode"]
    cmap = pdf.data(ref).decode("latin-1")
    known = set(re.findall(r"<([0-9A-Fa-f]{4})>", cmap))
    free = next(c for c in ("%04X" % n for n in range(int(code, 16) + 1, 0xFFFF)) if c not in known)
    pdf.set_data(ref, cmap.replace("endbfchar", "<%s><4E00>\nendbfchar" % free, 1))
    pdf.draw("/GK gs 0 0 0 1 k BT %s 8 Tf 6 500 Td <%s> Tj ET" % (name, free))


@mutant("font-width")
def characters_too_wide(pdf):
    descendant(pdf)["/DW"] = 1010


@mutant("font-unicode")
def unsearchable(pdf):
    del pdf.get(pdf.resources("/Font")[mapped(pdf)[0]])["/ToUnicode"]


# ---- A ----

@mutant("ink-total", options=("--tac", "220"))
def black_over_two_colours(pdf):
    """No colour of its own is too much: overprint adds them up."""
    pdf.draw("1 .5 0 0 k %s /GK gs 0 0 0 1 k %s" % (SPOT, SPOT))


@mutant("ink-window", options=("--tac", "240"))
def wet_corner(pdf):
    area = "0 480 60 60 re f"
    pdf.draw("1 .47 0 0 k %s /GK gs 0 0 0 1 k %s" % (area, area))


# ---- X ----

@mutant("action")
def script_on_opening(pdf):
    pdf.root["/OpenAction"] = {"/S": "/JavaScript", "/JS": "u:app.alert(1)"}


@mutant("form-field")
def field_to_fill_in(pdf):
    pdf.root["/AcroForm"] = {"/Fields": [pdf.add({"/FT": "/Tx", "/T": "u:name"})]}


@mutant("annotation")
def note_on_the_page(pdf):
    pdf.page()["/Annots"] = [pdf.add({"/Type": "/Annot", "/Subtype": "/Text", "/Rect": [99, 99, 120, 120]})]


@mutant("attachment")
def attached_file(pdf):
    pdf.root["/Names"] = {"/EmbeddedFiles": {"/Names": []}}


@mutant("layers")
def layers(pdf):
    pdf.root["/OCProperties"] = {"/OCGs": [], "/D": {}}


@mutant("transfer-curve")
def own_curve(pdf):
    pdf.resources("/ExtGState")["/Mutant"] = {"/TR": "/Identity"}
    pdf.draw("/Mutant gs 0 0 0 1 k " + SPOT)


@mutant("external")
def alternates(pdf):
    photo(pdf)[1]["/Alternates"] = []
