"""How often one address may try: a password, a link, a code."""

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

limiter = Limiter(get_remote_address)

LOGIN = "10 per minute; 100 per hour"
LINK = "60 per minute"  # a customer's page polls every 5 s; a guesser needs 2^128 tries
WRONG_LINK = "20 per minute"
CODE = "20 per minute"


def init_app(app: Flask) -> None:
    limiter.init_app(app)
