"""The blueprint of what is printed, and how a file of it is sent."""

from io import BytesIO

from flask import Blueprint, Response, send_file

bp = Blueprint("documents", __name__, url_prefix="/documents")

MEDIA = {"pdf": "application/pdf", "png": "image/png", "zpl": "application/zpl"}


def sent(content: bytes, name: str, media: str = "pdf") -> Response:
    """`media` is "pdf", "png" or "zpl", the language of label printers."""
    answer = send_file(
        BytesIO(content), mimetype=MEDIA[media], download_name=name, as_attachment=media == "zpl"
    )
    answer.headers["Cache-Control"] = "no-store"  # names of customers are in it
    return answer
