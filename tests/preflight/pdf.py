"""A PDF as objects that a test can change: qpdf takes it apart into JSON, and puts it together again."""
import base64
import copy
import json
import os
import subprocess


class Pdf:
    """Values are as `qpdf --json-output` has them: "/Name", "u:text", "b:hex", "5 0 R"."""

    def __init__(self, path):
        done = subprocess.run(["qpdf", "--json-output", "--json-stream-data=inline", "--decode-level=generalized",
                               path], stdout=subprocess.PIPE, check=True)
        self.whole = json.loads(done.stdout)
        self.head, self.objects = self.whole["qpdf"]
        self.trailer = self.objects["trailer"]["value"]
        for key in "/DecodeParms", "/Filter", "/Index", "/Length", "/Type", "/W", "/Prev":
            self.trailer.pop(key, None)

    def copy(self):
        other = copy.copy(self)
        other.whole = copy.deepcopy(self.whole)
        other.head, other.objects = other.whole["qpdf"]
        other.trailer = other.objects["trailer"]["value"]
        return other

    def get(self, value):
        """VALUE, or what it refers to; of a stream its dictionary."""
        while isinstance(value, str) and value.endswith(" 0 R"):
            entry = self.objects["obj:" + value]
            value = entry["stream"]["dict"] if "stream" in entry else entry["value"]
        return value

    def add(self, value):
        self.head["maxobjectid"] += 1
        ref = "%d 0 R" % self.head["maxobjectid"]
        self.objects["obj:" + ref] = {"value": value}
        return ref

    def add_stream(self, dictionary, data):
        ref = self.add(None)
        self.objects["obj:" + ref] = {"stream": {"dict": dictionary, "data": ""}}
        self.set_data(ref, data)
        return ref

    def data(self, ref):
        return base64.b64decode(self.objects["obj:" + ref]["stream"]["data"])

    def set_data(self, ref, data):
        if isinstance(data, str):
            data = data.encode("latin-1")
        self.objects["obj:" + ref]["stream"]["data"] = base64.b64encode(data).decode()

    @property
    def root(self):
        return self.get(self.trailer["/Root"])

    @property
    def info(self):
        return self.get(self.trailer["/Info"])

    @property
    def intent(self):
        return self.get(self.root["/OutputIntents"][0])

    def page(self, number=0):
        return self.get(self.get(self.root["/Pages"])["/Kids"][number])

    def resources(self, category):
        """One kind of the first page's resources, which is there afterwards."""
        whole = self.get(self.page()["/Resources"])
        return self.get(whole.setdefault(category, {}))

    def draw(self, content):
        """Adds CONTENT to the end of the first page, in a graphics state of its own that knocks out."""
        page = self.page()
        old = page["/Contents"] if isinstance(page["/Contents"], list) else [page["/Contents"]]
        page["/Contents"] = ([self.add_stream({}, "q\n")] + old +
                             [self.add_stream({}, "Q q /GN gs\n%s\nQ\n" % content)])

    def edit_xmp(self, old, new):
        ref = self.root["/Metadata"]
        text = self.data(ref).decode()
        if old not in text:
            raise ValueError("XMP has no " + old)
        self.set_data(ref, text.replace(old, new).encode())

    def save(self, path, *options):
        with open(path + ".json", "w", encoding="utf-8") as file:
            json.dump(self.whole, file)
        done = subprocess.run(["qpdf", "--json-input", "--static-id", *options, path + ".json", path],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8")
        os.unlink(path + ".json")
        if done.returncode not in (0, 3):  # 3: warnings
            raise RuntimeError(done.stdout)
