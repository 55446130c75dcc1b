"""Against a real SMTP server: what it answers comes back as data."""

import socket
import threading
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller

from associate.integrations.notifications.console import Console, kept
from associate.integrations.notifications.port import Message, Outcome
from associate.integrations.notifications.smtp import Smtp

MESSAGE = Message(
    key="7-ready-20261122120000",
    sender="pickup@hollis.example",
    sender_name="Hollis & Wrén",
    recipient="maya@mail.example",
    subject="Ready at Mill Quay: order HW-1001",
    text="Ready, Zoë.\n1 × kettle, €42.50\n" + "long " * 300 + "\n",
)


class Post:
    """Takes mail, or answers what it was told to."""

    def __init__(self):
        self.mails, self.recipient_answer, self.data_answer = [], None, "250 queued as 9F2"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 (the server's name)
        if self.recipient_answer:
            return self.recipient_answer
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return self.data_answer


@pytest.fixture
def post():
    handler = Post()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    handler.url = f"smtp://127.0.0.1:{port}"
    yield handler
    controller.stop()


def changed(**fields):
    return Message(**{**vars(MESSAGE), **fields})


def test_an_accepted_mail_arrives_whole(post):
    assert Smtp(post.url).send(MESSAGE).outcome == Outcome.SENT
    [mail] = post.mails
    assert mail["To"] == "maya@mail.example" and mail["Subject"] == MESSAGE.subject
    assert mail["From"].addresses[0].display_name == "Hollis & Wrén"
    assert mail["Message-ID"] == "<7-ready-20261122120000@hollis.example>"
    assert mail.get_content().replace("\r\n", "\n") == MESSAGE.text


def test_a_second_try_carries_the_same_id(post):
    for _ in range(2):
        Smtp(post.url).send(MESSAGE)
    assert len({mail["Message-ID"] for mail in post.mails}) == 1


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("550 5.1.1 No such mailbox", Outcome.REFUSED),
        ("451 4.7.1 Come back later", Outcome.UNKNOWN),
    ],
)
@pytest.mark.parametrize("step", ["recipient_answer", "data_answer"])
def test_a_refusal_keeps_the_servers_words(post, step, answer, outcome):
    setattr(post, step, answer)
    told = Smtp(post.url).send(MESSAGE)
    assert told.outcome == outcome and told.words == answer


def test_nobody_there_is_unknown():
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    told = Smtp(f"smtp://127.0.0.1:{port}").send(MESSAGE)
    assert told.outcome == Outcome.UNKNOWN and "refused" in told.words.lower()


def test_silence_is_unknown_never_failed():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        told = Smtp(f"smtp://127.0.0.1:{silent.getsockname()[1]}", patience=0.2).send(MESSAGE)
    assert told.outcome == Outcome.UNKNOWN and "timed out" in told.words


def test_a_rude_goodbye_after_the_mail_was_taken_is_still_sent():
    """A server that takes the mail and answers 500 to QUIT: sending again would be a second mail."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        talk = threading.Thread(target=_rude, args=(listener,), daemon=True)
        talk.start()
        told = Smtp(f"smtp://127.0.0.1:{listener.getsockname()[1]}", patience=2).send(MESSAGE)
        talk.join(3)
    assert told.outcome == Outcome.SENT


def _rude(listener):
    line, _ = listener.accept()
    with line, line.makefile("rwb", buffering=0) as wire:
        wire.write(b"220 hello\r\n")
        for heard in wire:
            verb = heard[:4].upper()
            if verb == b"DATA":
                wire.write(b"354 go on\r\n")
                while wire.readline() != b".\r\n":
                    pass
            wire.write(b"500 what?\r\n" if verb == b"QUIT" else b"250 ok\r\n")
            if verb == b"QUIT":
                return


@pytest.mark.parametrize("field", ["recipient", "subject", "sender_name"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_no_header_can_be_smuggled_in(post, tmp_path, field, ending):
    evil = changed(**{field: f"maya@mail.example{ending}Bcc: all@mail.example"})
    for port in (Smtp(post.url), Console(tmp_path)):
        told = port.send(evil)
        assert told.outcome == Outcome.REFUSED and told.words
    assert post.mails == [] and kept(tmp_path) == []


@pytest.mark.parametrize("address", ["not an address", "a@b@c", "", "maya@", "zoë@mail.example"])
def test_an_odd_address_is_an_answer_not_a_crash(post, tmp_path, address):
    for port in (Smtp(post.url), Console(tmp_path)):
        assert port.send(changed(recipient=address)).outcome in Outcome


def test_the_console_keeps_what_it_was_given(tmp_path):
    assert Console(tmp_path / "mail").send(MESSAGE).outcome == Outcome.SENT
    [mail] = kept(tmp_path / "mail")
    assert mail.get_content() == MESSAGE.text and mail["Subject"] == MESSAGE.subject


@pytest.mark.parametrize(
    ("address", "outcome"),
    [
        ("bounce@mail.example", Outcome.REFUSED),
        ("bounce+2@mail.example", Outcome.REFUSED),
        ("slow@mail.example", Outcome.UNKNOWN),
    ],
)
def test_the_console_plays_what_goes_wrong(tmp_path, address, outcome):
    assert Console(tmp_path).send(changed(recipient=address)).outcome == outcome and kept(tmp_path) == []
