"""Which addresses we call: nothing of our own house, however it is spelled."""

import pytest

from associate.integrations.webhooks_out.addresses import may_be_called, resolve, target_of
from associate.integrations.webhooks_out.port import Unsafe, parts_of

PUBLIC = "93.184.215.14"


def finds(*addresses):
    return lambda host, port: list(addresses)


def refusal(url, look_up=None, **options):
    with pytest.raises(Unsafe) as caught:
        target_of(url, look_up=look_up or finds(PUBLIC), **options)
    return caught.value.code


def test_a_public_https_address_is_called_at_the_address_that_was_checked():
    target = target_of("https://hooks.example/in?x=1", look_up=finds(PUBLIC, "2606:4700::1111"))
    assert target.url == f"https://{PUBLIC}:443/in?x=1"
    assert (target.host, target.host_header) == ("hooks.example", "hooks.example")
    sixth = target_of("https://hooks.example:8443", look_up=finds("2606:4700::1111"))
    assert sixth.url == "https://[2606:4700::1111]:8443/" and sixth.host_header == "hooks.example:8443"


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://hooks.example/", "scheme"),
        ("ftp://hooks.example/", "scheme"),
        ("file:///etc/passwd", "address"),
        ("https:///nowhere", "address"),
        ("hooks.example/in", "address"),
        ("https://user:pass@hooks.example/", "name_in_it"),
        ("https://@hooks.example/", "name_in_it"),
        ("https://hooks.example:22/", "port"),
        ("https://hooks.example:0/", "port"),
        ("https://hooks.example:6379/", "port"),
        ("https://hooks.example:99999/", "address"),
        ("https://hooks.example\\@10.0.0.1/", "address"),
        ("https://hooks.example/\nHost: other", "address"),
        ("https://hooks.example/ x", "address"),
        ("https://hooks.exämple/", "address"),
        ("https://[fe80::1%25eth0]/", "address"),
        ("https://hooks.example/#part", "address"),
        ("https://[::1", "address"),
    ],
)
def test_what_is_no_plain_https_address_is_refused(url, code):
    assert refusal(url) == code


@pytest.mark.parametrize(
    "address",
    [
        "10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.1.1",
        "127.0.0.1", "127.9.9.9", "0.0.0.0", "0.1.2.3",
        "169.254.169.254", "169.254.0.1", "100.64.0.1", "100.127.255.254", "100.100.100.200",
        "192.0.0.8", "192.0.2.1", "198.18.0.1", "198.51.100.7", "203.0.113.9",
        "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
        "::", "::1", "fe80::1", "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1", "2001:db8::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254",
        "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::a00:1", "2002:7f00:1::", "2002:a00:1::1",
        "2001:0:7f00:1::", "::127.0.0.1", "fe80::1%eth0", "not an address",
    ],
)  # fmt: skip
def test_an_address_that_is_not_on_the_open_internet_is_refused(address):
    assert not may_be_called(address)
    assert refusal("https://hooks.example/", finds(address)) == "not_public"
    assert refusal("https://hooks.example/", finds(PUBLIC, address)) == "not_public"  # one is enough


@pytest.mark.parametrize("address", [PUBLIC, "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "172.32.0.1"])
def test_an_address_on_the_open_internet_is_called(address):
    assert may_be_called(address)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "017700000001", "127.1", "127.0.1",
        "0", "10.1", "0xa9fea9fe", "2852039166", "[::1]", "[::ffff:10.0.0.1]", "[::ffff:7f00:1]",
        "127.0.0.1.",
    ],
)  # fmt: skip
def test_no_spelling_of_a_number_gets_past_the_system_s_own_reading(host):
    """Numbers are read by the same function that would connect to them; no name server is asked."""
    assert refusal(f"https://{host}/", resolve) in ("not_public", "unknown_host")


def test_a_name_that_leads_nowhere_is_not_called():
    def fails(host, port):
        raise OSError("no such host")

    assert refusal("https://hooks.example/", fails) == "unknown_host"
    assert refusal("https://hooks.example/", finds()) == "unknown_host"


def test_a_name_is_looked_up_once_and_that_answer_is_called():
    """A name server that says something else the second time is not asked a second time."""
    answers = iter([[PUBLIC], ["127.0.0.1"]])
    target = target_of("https://hooks.example/", look_up=lambda host, port: next(answers))
    assert target.address == PUBLIC
    assert next(answers) == ["127.0.0.1"]


def test_this_machine_is_called_only_where_that_is_set():
    assert refusal("http://127.0.0.1:8123/x", resolve) == "scheme"
    assert target_of("http://127.0.0.1:8123/x", is_local_ok=True).url == "http://127.0.0.1:8123/x"
    assert refusal("http://hooks.example/", finds(PUBLIC), is_local_ok=True) == "not_public"  # no TLS
    assert refusal("https://hooks.example/", finds("10.0.0.1"), is_local_ok=True) == "not_public"
    assert parts_of("https://hooks.example:5000/", is_local_ok=True).port == 5000
