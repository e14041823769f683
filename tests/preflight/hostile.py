"""Files made to break a reader: cut, looped, endless, huge. Each with words that the answer must hold."""
import os
import subprocess
import zlib


def assemble(objects, trailer="/Root 1 0 R"):
    """A PDF of OBJECTS, a list of bytes numbered from 1, with a right table of contents."""
    out, places = b"%PDF-1.6\n%\xe2\xe3\xcf\xd3\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"trailer\n<</Size %d %s>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer.encode(), start)


def stream(dictionary, data):
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (dictionary, len(data), data)


def page(content, resources=b"", more=()):
    """One page with CONTENT; MORE are objects from 5 on."""
    return assemble([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
                     b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/TrimBox[0 0 300 300]/Contents 4 0 R"
                     b"/Resources<<%s>>>>" % resources, stream(b"", content), *more])


def form(content, resources=b""):
    return stream(b"/Type/XObject/Subtype/Form/BBox[0 0 99 99]/Resources<<%s>>" % resources, content)


def doubling_forms(levels):
    """Each draws the next one eight times: 8 to the power of LEVELS in all."""
    more = [form(b"/X Do " * 8, b"/XObject<</X %d 0 R>>" % (6 + i)) for i in range(levels)]
    return page(b"/X Do", b"/XObject<</X 5 0 R>>", more + [form(b"0 0 9 9 re f")])


def files(good):
    with open(good, "rb") as file:
        whole = file.read()
    locked = good + ".locked"
    subprocess.run(["qpdf", "--encrypt", "user", "owner", "256", "--", good, locked], check=True)
    with open(locked, "rb") as file:
        encrypted = file.read()
    os.unlink(locked)
    bomb = zlib.compress(b" " * (400 << 20), 9)
    yield "empty", b"", "is empty"
    yield "text", b"dear sirs\n" * 100, "is no PDF file"
    yield "only a head", b"%PDF-1.6\n", "[bad-pdf-file]"
    for part in 1, 3, 9:
        yield "cut to %d tenths" % part, whole[:len(whole) * part // 10], "[bad-pdf-file]"
    yield "last bytes gone", whole[:-400], "["
    yield "password", encrypted, "protected by a password"
    yield "pages in a circle", assemble([b"<</Type/Catalog/Pages 2 0 R>>",
                                         b"<</Type/Pages/Kids[2 0 R]/Count 1>>"]), "[bad-pdf-file]"
    yield "no pages", assemble([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>"]), \
        "[bad-pdf-file]"
    yield "forms eight times eight", doubling_forms(20), "[content-endless]"
    yield "deep forms", page(b"/X Do", b"/XObject<</X 5 0 R>>",
                             [form(b"/X Do", b"/XObject<</X %d 0 R>>" % (6 + i)) for i in range(200)]), \
        "[content-endless]"
    yield "unpacks to 400 MB", page(b"", b"/XObject<</X 5 0 R>>", [form(b"")]).replace(
        b"<</Length 0>>\nstream\n\nendstream", stream(b"/Filter/FlateDecode", bomb), 1), "["
    yield "arrays in arrays", page(b"[" * 200000 + b" TJ 0 0 9 9 re f"), "[no-pdfx]"
    yield "saved without end", page(b"q " * 20000 + b"0 0 9 9 re f"), "[no-pdfx]"
    yield "a space of itself", page(b"/S cs 0 0 9 9 re f", b"/ColorSpace<</S[/Indexed/S 1<00>]>>"), "[no-pdfx]"
    yield "a pattern of itself", page(b"/Pattern cs /P scn 0 0 9 9 re f", b"/Pattern<</P 5 0 R>>", [stream(
        b"/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 9 9]/XStep 9/YStep 9/Resources<</Pattern<</P 5 0 R>>>>",
        b"/Pattern cs /P scn 0 0 9 9 re f")]), "[no-pdfx]"
    yield "numbers beyond all", page(b"1e99 9" + b"9" * 400 + b" 0 0 1 0 0 cm 0 0 " + b"9" * 300 +
                                     b" 9 re f 1 w 0 0 m 9 9 l S"), "[no-pdfx]"
    yield "colours beyond all", page(
        b"/S cs " + b"9" * 400 + b" scn 0 0 9 9 re f -" + b"9" * 400 + b" 0 0 1 k 0 0 9 9 re f",
        b"/ColorSpace<</S[/Separation/Gold/DeviceCMYK<</FunctionType 2/Domain[0 1]/C1[0 0 1 0]/N 1>>]>>"), "[spot-color]"
    yield "widths without end", page(
        b"BT /F 9 Tf <0001> Tj ET", b"/Font<</F<</Type/Font/Subtype/Type0/Encoding/Identity-H/BaseFont/A"
        b"/DescendantFonts[<</Type/Font/Subtype/CIDFontType2/W[0 2000000000 500 -9 [1 2] 9]"
        b"/FontDescriptor<</FontFile2 5 0 R>>>>]>>>>", [stream(b"", b"nothing")]), "[font-program]"
    yield "a picture of all pixels", page(
        b"9 0 0 9 0 0 cm /I Do", b"/XObject<</I 5 0 R>>",
        [stream(b"/Subtype/Image/Width 2000000000/Height 2000000000/BitsPerComponent 8/ColorSpace/DeviceCMYK",
                b"1")]), "[image-data]"
    yield "an inline image that never ends", page(b"BI /W 9 /H 9 ID " + b"x" * 100000), "[no-pdfx]"
    yield "a huge page", page(b"0 0 9 9 re f").replace(b"[0 0 300 300]", b"[0 0 900000 900000]"), "too large"
    yield "a page without a box", page(b"0 0 9 9 re f").replace(b"/MediaBox[0 0 300 300]", b""), "[box-nesting]"
