"""Where Shippo lives."""

from associate.integrations.carriers.calling import Home
from associate.integrations.carriers.shippo import reading

API_VERSION = "2018-02-08"


def sign(key: str) -> dict[str, str]:
    return {"Authorization": f"ShippoToken {key}", "Shippo-API-Version": API_VERSION}


HOME = Home(
    base_url="https://api.goshippo.com",
    file_hosts=frozenset(
        {
            "deliver.goshippo.com",
            "shippo-delivery.s3.amazonaws.com",
            "shippo-delivery-east.s3.amazonaws.com",
            "shippo-delivery-west.s3.amazonaws.com",
        }
    ),
    sign=sign,
    read_refusal=reading.refusal,
)
