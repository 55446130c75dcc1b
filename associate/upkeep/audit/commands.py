"""flask audit verify | head | rotate: what an operator types to prove the journal."""

import sys

import click
from flask.cli import with_appcontext

from associate.core.events.chain import Head
from associate.core.events.seals import last_seal
from associate.errors import Refused
from associate.signatures import key_id
from associate.upkeep.audit.files import is_genuine
from associate.upkeep.audit.seal import take_key
from associate.upkeep.audit.verify import Report, verify

MOST_TOLD = 50  # sentences; where more is wrong, more of them help nobody


@click.group()
def audit() -> None:
    """The journal under seal."""


@audit.command("head")
@with_appcontext
def show_head() -> None:
    """The last seal, as number:hash. Keep it outside: it proves later that nothing was cut off."""
    if (seal := last_seal()) is None:
        raise click.ClickException(
            "Nothing is sealed yet. The worker does it a minute after the first event."
        )
    click.echo(f"{seal.head}")


class HeadType(click.ParamType):
    """What `flask audit head` printed: "12:5e88…"."""

    name = "number:hash"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> Head:
        number, _, hashed = value.partition(":")
        if not number.isdigit() or len(hashed) != 64:
            self.fail("that is not what flask audit head prints, number:hash", param, ctx)
        return Head(int(number), hashed)


@audit.command("verify")
@click.argument("file", required=False)
@click.option("--head", "kept", type=HeadType(), help="a head that was kept outside: it must still be there")
@with_appcontext
def verify_all(file: str | None, kept: Head | None) -> None:
    """Recompute every seal and signature; print each thing that isn’t what it was; exit 1 if there is any.

    With FILE, an evidence PDF or the code on one: is it ours, and what does it prove?
    """
    if file:
        genuine, words = is_genuine(file)
        click.echo(words)
        sys.exit(0 if genuine else 1)
    report = Report()
    found = _tell(verify(report, kept))
    click.echo(f"{report.events} events under {report.seals} seals, {report.unsealed} not sealed yet.")
    for known_as, count in report.keys.items():
        click.echo(f"Key {known_as}: {count} seals{', ours' if known_as == key_id() else ''}.")
    click.echo(f"{report.files} evidence files.")
    click.echo(f"Head: {report.head}")
    if found:
        sys.exit(1)
    click.echo("The journal is what it was.")


@audit.command("rotate")
@with_appcontext
def rotate() -> None:
    """After SECRET_KEY or AUDIT_KEY was changed: prove the chain, then let the new key sign from here on."""
    report = Report()
    found = _tell(finding for finding in verify(report) if "flask audit rotate" not in finding)
    if found:
        raise click.ClickException("The journal isn’t what it was, so the new key doesn’t vouch for it.")
    try:
        head = take_key()
    except Refused as refusal:
        raise click.ClickException(refusal.message) from None
    click.echo(f"Key {key_id()} signs after {head}.")


def _tell(findings) -> int:  # type: ignore[no-untyped-def]
    count = 0
    for count, finding in enumerate(findings, 1):
        if count <= MOST_TOLD:
            click.echo(finding)
    if count > MOST_TOLD:
        click.echo(f"… and {count - MOST_TOLD} more.")
    return count
