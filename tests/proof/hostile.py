def test(desk):
    pass
