"""Refusals, as RFC 9457 has them."""

from pydantic import Field

from associate.web.api.shapes.base import Shape


class Fault(Shape):
    """One thing that can’t be taken."""

    pointer: str = Field(description="Where: a JSON Pointer into what was sent, or the parameter’s name.")
    detail: str = Field(description="What is wrong there.")


class Problem(Shape):
    """Why it was not done. Nothing was changed."""

    type: str = Field("about:blank", description="Always about:blank; `code` tells problems apart.")
    title: str = Field(description="The status in words.")
    status: int = Field(description="The HTTP status.")
    detail: str = Field(description="What happened and what helps, for a person.")
    code: str = Field(description="The same, for a program: no_stock, bad_token, key_reused …")
    errors: list[Fault] = Field(default_factory=list, description="One for each field that can’t be taken.")
