"""EasyPost’s SCAN forms."""

from associate.integrations.carriers.calling import Line, Reply, refused
from associate.integrations.carriers.files import kind_of
from associate.integrations.carriers.port import DONE, Answer, Formed, Outcome
from associate.integrations.carriers.reading import ident
from associate.outside.fields import plain
from associate.words import _


def formed(line: Line, reply: Reply) -> Formed:
    if not reply.is_done:
        return Formed(reply.answer)
    ref, status = ident(reply.body.get("id")), plain(reply.body.get("status"))
    if status == "failed":
        words = plain(reply.body.get("message")) or _("The carrier won’t make this form.")
        return Formed(refused(words), ref)
    file = line.file(plain(reply.body.get("form_url"))) if status == "created" else b""
    if kind_of(file) != "pdf":
        return Formed(Answer(Outcome.PENDING, _("The carrier is still at it.")), ref)
    return Formed(DONE, ref, file)
