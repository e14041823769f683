"""Pictures of docs/layouts.md: each the page of a case of tests/pages, and what of it, from the trim's corner in pt.

They lie in docs/pictures and are references like those beside this file.
"""
PPI = 96
WHOLE = (14, 28, 284, 276)
TOP = (14, 28, 284, 138)

# picture: (case, page, (x, y, width, height))
ELEMENTS = {
    "slot-cut": ("slot-cut", "A1", WHOLE),
    "l-shape": ("l-shape", "A1", WHOLE),
    "own-grid-modes": ("own-grid-modes", "中缝", (64, 28, 186, 276)),
    "own-grid": ("own-grid", "A1", WHOLE),
    "borders": ("borders", "A1", WHOLE),
    "box-air": ("box-air", "A1", WHOLE),
    "head-fitted": ("head-fitted", "A1", (14, 28, 284, 204)),
    "column-art": ("column-art", "A1", TOP),
    "head-two-lines": ("head-two-lines", "A1", (14, 28, 284, 190)),
    "head-over-some": ("head-over-some", "A1", WHOLE),
    "head-beside": ("head-beside", "A1", WHOLE),
    "head-centre": ("head-centre", "A1", WHOLE),
    "head-over-photo": ("head-over-photo", "A1", WHOLE),
    "two-leads": ("two-leads", "A1", WHOLE),
    "deck": ("deck", "A1", WHOLE),
    "initial": ("initial", "A1", TOP),
    "crosshead-phrases": ("crosshead-phrases", "A1", WHOLE),
    "jump-to": ("jump-inline", "A1", (14, 231, 96, 72)),
    "jump-from": ("jump-inline", "A2", (14, 28, 96, 105)),
    "photo-around": ("photo-around", "A1", WHOLE),
    "photo-captions": ("photo-captions", "A1", WHOLE),
    "photo-group": ("photo-group", "A1", WHOLE),
    "photo-in-text": ("photo-in-text", "A1", WHOLE),
    "table": ("table", "A1", (14, 28, 284, 104)),
    "table-forms": ("table-forms", "A1", WHOLE),
    "table-digits": ("table-digits", "A1", (14, 28, 284, 90)),
    "briefs": ("briefs", "A1", (14, 28, 96, 276)),
    "timeline": ("timeline", "A1", WHOLE),
    "index": ("index", "A1", TOP),
    "poem": ("poem", "A1", WHOLE),
    "ad-tag": ("ad-tag", "A1", WHOLE),
    "masthead": ("masthead", "A1", TOP),
    "ear": ("ear", "A1", WHOLE),
    "ear-taken": ("ear", "A2", WHOLE),
    "folio-mirrored": ("folio-mirrored", "A2", (14, 24, 284, 40)),
    "extra-and-special": ("extra-and-special", "A1", (14, 28, 284, 46)),
    "qr": ("qr", "A1", (14, 28, 284, 50)),
    "sections": ("sections", "A1", (14, 28, 284, 50)),
    "colophon": ("sections", "B2", (14, 231, 284, 73)),
    "gutter": ("gutter", "A1-A2", (4, 28, 78, 276)),
    "spread": ("spread", "A2-A3", (10, 28, 604, 150)),
}
