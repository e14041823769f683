"""A tagged PDF as qpdf's JSON has it: the tree, what each page marks, annotations and threads.

Independent of the program: it follows the file's references alone (ISO 32000-1, 12.4.3, 12.5, 14.7).
"""
import json
import re
import subprocess


class Pdf:
    def __init__(self, path):
        self.path = path
        text = subprocess.run(["qpdf", "--json=2", "--json-key=qpdf", path], check=True, stdout=subprocess.PIPE).stdout
        self.objects = json.loads(text)["qpdf"][1]
        self.root = self.get(self.objects["trailer"]["value"]["/Root"])
        self.pages = self.kids(self.get(self.root["/Pages"]))
        labels = self.get(self.get(self.root.get("/PageLabels", {})).get("/Nums", []))
        self.labels = [self.string(self.get(entry)["/P"]) for entry in labels[1::2]]

    @staticmethod
    def is_reference(value):
        return isinstance(value, str) and re.fullmatch(r"\d+ \d+ R", value)

    def get(self, value):
        """What VALUE refers to, or itself."""
        while self.is_reference(value):
            entry = self.objects["obj:" + value]
            value = entry["value"] if "value" in entry else entry["stream"]["dict"]
        return value

    @staticmethod
    def string(value):
        return value[2:] if isinstance(value, str) and value[:2] in ("u:", "b:") else value

    def kids(self, node):
        """References of all pages, in order."""
        found = []
        for kid in node["/Kids"]:
            inner = self.get(kid)
            found += self.kids(inner) if inner["/Type"] == "/Pages" else [kid]
        return found

    def content(self, page):
        """Its operators, as text."""
        return self.data(self.get(page)["/Contents"])

    def data(self, reference):
        """What a stream holds, unpacked."""
        number = reference.split()[0]
        done = subprocess.run(["qpdf", "--show-object=" + number, "--filtered-stream-data", self.path], check=True,
                              stdout=subprocess.PIPE)
        return done.stdout.decode("latin-1")

    # ---- the tree ----

    def elements(self, reference=None, depth=0):
        """Every element from the top, with its depth: (reference, dictionary, depth)."""
        if reference is None:
            reference = self.get(self.root["/StructTreeRoot"])["/K"]
        element = self.get(reference)
        yield reference, element, depth
        for kid in self.kids_of(element):
            if self.is_element(kid):
                yield from self.elements(kid, depth + 1)

    def kids_of(self, element):
        kids = self.get(element.get("/K", []))
        return kids if isinstance(kids, list) else [kids]

    def is_element(self, kid):
        inner = self.get(kid)
        return isinstance(inner, dict) and "/S" in inner

    def pieces(self, element):
        """The content that an element holds itself: ("A1", mcid), or ("link", reference)."""
        for kid in self.kids_of(element):
            inner = self.get(kid)
            if isinstance(inner, int):
                yield self.label(element["/Pg"]), inner
            elif inner.get("/Type") == "/MCR":
                yield self.label(inner["/Pg"]), inner["/MCID"]
            elif inner.get("/Type") == "/OBJR":
                yield "link", inner["/Obj"]

    def label(self, page):
        return self.labels[self.pages.index(page)]

    def dump(self):
        """The tree as text: a line an element."""
        for _, element, depth in self.elements():
            words = [element["/S"][1:]]
            if "/T" in element:
                words.append(self.string(element["/T"]))
            if "/Alt" in element:
                words.append("alt " + self.string(element["/Alt"]))
            for place, piece in self.pieces(element):
                words.append("link" if place == "link" else "%s:%d" % (place, piece))
            yield "  " * depth + " ".join(words)
