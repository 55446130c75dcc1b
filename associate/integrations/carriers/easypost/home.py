"""Where EasyPost lives."""

import base64

from associate.integrations.carriers.calling import Home
from associate.integrations.carriers.easypost import reading


def sign(key: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{key}:".encode()).decode()}


HOME = Home(
    base_url="https://api.easypost.com/v2",
    file_hosts=frozenset(
        {"easypost-files.s3.us-west-2.amazonaws.com", "easypost-files.s3-us-west-2.amazonaws.com"}
    ),
    sign=sign,
    read_refusal=reading.refusal,
)
