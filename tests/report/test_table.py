from s2sad.report.table import table


def test_no_blanks_at_the_end_of_a_line():
    assert table([("a", ""), ("long", "b")]) == "a\nlong  b"
