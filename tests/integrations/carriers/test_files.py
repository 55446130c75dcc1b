"""Files come from hosts that we know, and are what they are, not what they are called."""

import httpx2
import pytest

from associate.integrations.carriers.calling import Line
from associate.integrations.carriers.easypost.home import HOME
from associate.integrations.carriers.files import hosts_of, kind_of, may_come_from
from tests.integrations.carriers.facts import PDF, ZPL

HOSTS = {"files.example"}
BASE = "https://api.example/v2"


@pytest.mark.parametrize(
    ("address", "may"),
    [
        ("https://files.example/7.pdf?Signature=x", True),
        ("https://files.example:443/7.pdf", True),
        ("https://api.example/labels/7", True),
        ("https://FILES.example/7.pdf", True),
        ("http://files.example/7.pdf", False),
        ("https://files.example:8443/7.pdf", False),
        ("https://files.example.evil.example/7.pdf", False),
        ("https://evil.example/files.example", False),
        ("https://me:you@files.example/7.pdf", False),
        ("https://api.example:444/labels/7", False),
        ("http://api.example/labels/7", False),
        ("https://169.254.169.254/latest", False),
        ("file:///etc/passwd", False),
        ("https://[", False),
        ("", False),
    ],
)
def test_only_from_there(address, may):
    assert may_come_from(address, HOSTS, BASE) is may


@pytest.mark.parametrize(
    ("named", "hosts"), [(["Files.example"], {"files.example"}), ("files.example", set()), (None, set())]
)
def test_an_account_may_name_more_hosts(named, hosts):
    assert hosts_of({"file_hosts": named}) == hosts


@pytest.mark.parametrize(
    ("host", "comes"),
    [
        ("easypost-files.s3.us-west-2.amazonaws.com", True),
        ("files.example", True),
        ("shippo-delivery.s3.amazonaws.com", False),
    ],
)
def test_a_label_comes_from_the_hosts_of_its_carrier_and_its_account(host, comes):
    everywhere = httpx2.MockTransport(lambda _request: httpx2.Response(200, content=PDF))
    with httpx2.Client(transport=everywhere) as client:
        line = Line(client, HOME, {"api_key": "k", "file_hosts": ["files.example"]})
        assert line.file(f"https://{host}/label.pdf") == (PDF if comes else b"")


@pytest.mark.parametrize(
    ("file", "kind"),
    [
        (PDF, "pdf"),
        (ZPL, "zpl"),
        (b"\x10CT~~CD,~CC^~CT~\n^XA^XZ", "zpl"),
        (b"\x89PNG\r\n\x1a\n....", "png"),
        (b"<html>", None),
        (b"", None),
    ],
)
def test_a_file_says_what_it_is(file, kind):
    assert kind_of(file) == kind
