"""Photos for tests, written byte by byte, so that every form of a file can be had: four flat quarters, top
left, top right, bottom left, bottom right, of 48 x 32 pixels each.

A picture is a list of four colours, each a tuple of one number from 0 to 255 for a channel.
"""
import math
import struct
import zlib

WIDTH, HEIGHT = 96, 64


def color_at(quarters, x, y):
    return quarters[(y >= HEIGHT // 2) * 2 + (x >= WIDTH // 2)]


# ---- JPEG: flat blocks of 8 x 8, of which only the mean is coded (ISO 10918-1) ----

CATEGORIES = bytes([0, 0, 0, 12]) + bytes(12)  # twelve codes of four bits: the categories of a mean, 0 to 11
END_OF_BLOCK = bytes([1]) + bytes(15)          # one code of one bit


class Bits:
    def __init__(self):
        self.value, self.count, self.out = 0, 0, bytearray()

    def put(self, value, count):
        for i in reversed(range(count)):
            self.value = self.value << 1 | value >> i & 1
            self.count += 1
            if self.count == 8:
                self.out += bytes([self.value]) + (b"\0" if self.value == 255 else b"")
                self.value = self.count = 0

    def end(self):
        while self.count:
            self.put(1, 1)
        return bytes(self.out)

    def mean(self, difference):
        size = abs(difference).bit_length()
        self.put(size, 4)
        self.put(difference if difference >= 0 else difference + (1 << size) - 1, size)


def segment(marker, body):
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(body) + 2) + body


def scan(components, means, first, last, with_end):
    bits, before = Bits(), {}
    for block in means:
        for c in components:
            if first == 0:
                bits.mean(block[c] - before.get(c, 0))
                before[c] = block[c]
            if with_end:
                bits.put(0, 1)
    table = b"".join(bytes([c + 1, 0]) for c in components)
    return segment(0xda, bytes([len(components)]) + table + bytes([first, last, 0])) + bits.end()


def luma(color):
    red, green, blue = color[:3]
    y = .299 * red + .587 * green + .114 * blue
    return (y, 128 + (blue - y) / 1.772, 128 + (red - y) / 1.402)


def jpeg(quarters, adobe=None, progressive=False, exif=None, profile=None, app=b""):
    """ADOBE: the transform of its APP14 marker, 0 (as they are) or 2 (YCCK); its CMYK is inverted."""
    channels = len(quarters[0])
    means = []
    for y in range(0, HEIGHT, 8):
        for x in range(0, WIDTH, 8):
            color = color_at(quarters, x, y)
            if channels == 4 and adobe is not None:
                color = tuple(255 - value for value in color)
            if channels == 4 and adobe == 2:  # the three are 255 less the inverted inks
                color = luma([255 - value for value in color]) + (color[3],)
            if channels == 3:
                color = luma(color)
            means.append([round((value - 128) * 8) for value in color])
    out = b"\xff\xd8"
    if exif:
        out += segment(0xe1, b"Exif\0\0MM\0*\0\0\0\x08\0\x01" + struct.pack(">HHIHH", 0x112, 3, 1, exif, 0) + bytes(4))
    if adobe is not None:
        out += segment(0xee, b"Adobe" + struct.pack(">HHHB", 100, 0, 0, adobe))
    if profile:
        parts = [profile[i:i + 60000] for i in range(0, len(profile), 60000)]
        for number, part in enumerate(parts, 1):
            out += segment(0xe2, b"ICC_PROFILE\0" + bytes([number, len(parts)]) + part)
    out += app + segment(0xdb, bytes([0]) + bytes([1]) * 64)
    frame = b"".join(bytes([c + 1, 0x11, 0]) for c in range(channels))
    out += segment(0xc2 if progressive else 0xc0, struct.pack(">BHHB", 8, HEIGHT, WIDTH, channels) + frame)
    out += segment(0xc4, b"\0" + CATEGORIES + bytes(range(12))) + segment(0xc4, b"\x10" + END_OF_BLOCK + b"\0")
    if progressive:
        out += scan(range(channels), means, 0, 0, False)
        for c in range(channels):
            out += scan([c], means, 1, 63, True)
    else:
        out += scan(range(channels), means, 0, 63, True)
    return out + b"\xff\xd9"


# ---- PNG ----

def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(quarters, bits=8, alpha=False, palette=False, exif=None, profile=None):
    channels = len(quarters[0])
    kind = 3 if palette else {1: 0, 2: 4, 3: 2, 4: 6}[channels]
    shades = sorted(set(quarters))
    data = b""
    for y in range(HEIGHT):
        data += b"\0"
        for x in range(WIDTH):
            color = color_at(quarters, x, y)
            if palette:
                data += bytes([shades.index(color)])
            else:
                data += b"".join(bytes([value] * (bits // 8)) for value in color)
    out = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", WIDTH, HEIGHT, bits, kind, 0, 0, 0))
    if profile:
        out += chunk(b"iCCP", b"p\0\0" + zlib.compress(profile))
    if palette:
        out += chunk(b"PLTE", b"".join(bytes(color[:3]) for color in shades))
        if alpha:
            out += chunk(b"tRNS", bytes(color[3] for color in shades))
    if exif:
        out += chunk(b"eXIf", b"II*\0\x08\0\0\0\x01\0" + struct.pack("<HHIHH", 0x112, 3, 1, exif, 0) + bytes(4))
    return out + chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b"")


# ---- TIFF ----

def pack_bits(data):
    return b"".join(bytes([len(part) - 1]) + part for part in (data[i:i + 128] for i in range(0, len(data), 128)))


def lzw(data):
    """Codes of nine bits for single bytes: cleared before they would grow longer."""
    out = value = count = 0
    out = bytearray()
    codes = []
    for i, byte in enumerate(data):
        if i % 200 == 0:
            codes.append(256)
        codes.append(byte)
    for code in codes + [257]:
        value, count = value << 9 | code, count + 9
        while count >= 8:
            out.append(value >> count - 8 & 255)
            count -= 8
            value &= (1 << count) - 1
    if count:
        out.append(value << 8 - count & 255)
    return bytes(out)


def tiff(quarters, bits=8, order="<", packing=1, kind=None, planes=False, extra=None, exif=1, profile=None, pages=1):
    """KIND: PhotometricInterpretation; EXTRA: what the last channel is; a palette's colours are three numbers."""
    channels = 1 if kind == 3 else len(quarters[0])
    if kind is None:
        kind = {1: 1, 3: 2, 4: 5}[channels - (extra is not None)]
    shades = sorted(set(quarters))
    rows = []
    for plane in range(channels if planes else 1):
        for y in range(HEIGHT):
            row = []
            for x in range(WIDTH):
                color = color_at(quarters, x, y)
                if kind == 3:
                    row.append(shades.index(color))
                else:
                    row += [color[plane]] if planes else color
            rows.append(b"".join(struct.pack(order + "H", value * 257) if bits == 16 else bytes([value])
                                 for value in row))
    if packing == 32773:
        rows = [pack_bits(row) for row in rows]
    strips = [b"".join(rows[i:i + 16]) for i in range(0, len(rows), 16)]
    strips = [{1: bytes, 5: lzw, 8: zlib.compress, 32773: bytes}[packing](strip) for strip in strips]
    entries = [(256, 3, [WIDTH]), (257, 3, [HEIGHT]), (258, 3, [bits] * channels), (259, 3, [packing]), (262, 3, [kind]),
               (274, 3, [exif]), (277, 3, [channels]), (278, 3, [16]), (279, 4, [len(strip) for strip in strips]),
               (284, 3, [2 if planes else 1])]
    if kind == 3:
        entries.append((320, 3, [color[c] * 257 for c in range(3) for color in shades + [shades[0]] * (256 - len(shades))]))
    if extra is not None:
        entries.append((338, 3, [extra]))
    if profile:
        entries.append((34675, 7, list(profile)))
    data, places = b"", []
    for strip in strips:
        places.append(8 + len(data))
        data += strip + b"\0" * (len(strip) % 2)
    entries.append((273, 4, places))
    out = (b"II" if order == "<" else b"MM") + struct.pack(order + "HI", 42, 8 + len(data)) + data
    for page in range(pages):
        start, tail, body = len(out) + 2 + 12 * len(entries) + 4, b"", b""
        for tag, form, values in sorted(entries):
            raw = struct.pack(order + "%d%s" % (len(values), {3: "H", 4: "I", 7: "B"}[form]), *values)
            body += struct.pack(order + "HHI", tag, form, len(values))
            body += raw.ljust(4, b"\0") if len(raw) <= 4 else struct.pack(order + "I", start + len(tail))
            tail += raw + b"\0" * (len(raw) % 2) if len(raw) > 4 else b""
        out += struct.pack(order + "H", len(entries)) + body
        out += struct.pack(order + "I", start + len(tail) if page + 1 < pages else 0) + tail
    return out


# ---- ICC profiles of version 2 ----

SRGB = ((0.4361, 0.2225, 0.0139), (0.3851, 0.7169, 0.0971), (0.1431, 0.0606, 0.7141))  # in the light of D50


def fixed(*values):
    return b"".join(struct.pack(">i", round(value * 65536)) for value in values)


def srgb_curve():
    steps = [value / 1023 for value in range(1024)]
    return [x / 12.92 if x <= .04045 else math.pow((x + .055) / 1.055, 2.4) for x in steps]


def curve(shape):
    numbers = [round(value * 65535) for value in shape]
    return b"curv\0\0\0\0" + struct.pack(">I%dH" % len(numbers), len(numbers), *numbers)


def profile(space, tags, name, kind=b"mntr"):
    text = name.encode() + b"\0"
    tags = [(b"desc", b"desc\0\0\0\0" + struct.pack(">I", len(text)) + text + bytes(78)),
            (b"cprt", b"text\0\0\0\0none\0"), (b"wtpt", b"XYZ \0\0\0\0" + fixed(0.9642, 1, 0.8249))] + tags
    table, data = struct.pack(">I", len(tags)), b""
    start = 128 + 4 + 12 * len(tags)
    for tag, body in tags:
        table += tag + struct.pack(">II", start + len(data), len(body))
        data += body + b"\0" * (-len(body) % 4)
    head = struct.pack(">I", start + len(data)) + bytes(4) + b"\x02\x10\0\0" + kind + space + b"XYZ " + \
        struct.pack(">6H", 2025, 1, 1, 0, 0, 0) + b"acsp" + bytes(28) + fixed(0.9642, 1, 0.8249) + bytes(48)
    return head + table + data


def rgb_profile(primaries=SRGB, shape=None, name="test", kind=b"mntr"):
    shape = shape or srgb_curve()
    tags = [(c + b"XYZ", b"XYZ \0\0\0\0" + fixed(*primary)) for c, primary in zip((b"r", b"g", b"b"), primaries)]
    return profile(b"RGB ", tags + [(c + b"TRC", curve(shape)) for c in (b"r", b"g", b"b")], name, kind)


def gray_profile(shape):
    return profile(b"GRAY", [(b"kTRC", curve(shape))], "grey")
