import pytest

from app import feel
from app.domain.errors import Invalid

BOMB = b'<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;&x;">]><a>&y;</a>'


@pytest.mark.parametrize(
    "content",
    [
        BOMB,
        b"<!DOCTYPE a><a/>",
        b'<!DOCTYPE a SYSTEM "http://nowhere.invalid/a.dtd"><a/>',
        b'<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/hostname">]><a>&f;</a>',
        b'<!DOCTYPE a [<!ENTITY % p SYSTEM "file:///etc/hostname"> %p;]><a/>',
        BOMB.decode().encode("utf-16"),
        b"",
        b"no xml",
        b"<a>",
        b"<a>\xff</a>",
        b'<?xml version="1.0" encoding="nonsense"?><a/>',
        b"<a>&undefined;</a>",
        b"<a>" * 300 + b"</a>" * 300,
    ],
)
def test_dangerous_or_broken_files_are_refused(content):
    with pytest.raises(Invalid):
        feel.xml.parse(content)


def test_a_file_larger_than_the_limit_is_refused_before_it_is_read():
    with pytest.raises(Invalid, match="larger than 10 bytes"):
        feel.xml.parse(b"<a>more than ten</a>", limit=10)


def test_an_element_knows_its_line():
    root = feel.xml.parse(b'<?xml version="1.0"?>\n<a>\n  <b/>\n</a>')

    assert [child.sourceline for child in root] == [3]


def test_inclusion_of_other_files_is_not_followed():
    root = feel.xml.parse(
        b'<a xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="/etc/hostname" parse="text"/></a>'
    )

    assert len(root) == 1
    assert root[0].text is None
