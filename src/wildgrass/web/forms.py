"""What a form sends: read whole or refused, so that nobody fills the memory."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl

from starlette.requests import Request

_FORM_MAX: Final = 65_536
_FIELDS_MAX: Final = 80  # more than any page of ours has


class FormTooLargeError(ValueError):
    """A form that no page of ours sends."""


async def read_form(request: Request) -> Mapping[str, str]:
    """Return a form's fields.

    Raises:
        FormTooLargeError: it is larger than any form of ours.
    """
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _FORM_MAX:
            raise FormTooLargeError
    try:
        return dict(
            parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=_FIELDS_MAX)
        )
    except ValueError as error:
        raise FormTooLargeError from error
