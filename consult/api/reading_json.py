"""Reading the body and the query of a request, strictly: what is not plain JSON goes no further."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn, TypeVar

from flask import g, request
from werkzeug.exceptions import UnsupportedMediaType

from consult.api import schema
from consult.core.errors import ConsultError, Refused

T = TypeVar("T")

_WHOLE = re.compile(r"-?[0-9]{1,12}")
_TRUTHS = {"": True, "1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}


class Garbled(ConsultError):
    """The body is no JSON."""


def read_body(kind: type[T]) -> T:
    """Read the body of the present request as `kind`, once. Raises Garbled (400), Refused (422), 413 and 415."""
    kept: dict[type, Any] = g.setdefault("api_body", {})
    if kind not in kept:
        kept[kind] = schema.read(kind, _json())
    found: T = kept[kind]
    return found


def _json() -> object:
    media = request.mimetype
    if media != "application/json" and not (media.startswith("application/") and media.endswith("+json")):
        raise UnsupportedMediaType
    raw = request.get_data()
    try:
        return json.loads(raw.decode("utf-8"), parse_constant=_no_number, object_pairs_hook=_object)
    except UnicodeDecodeError as error:
        raise Garbled(
            f"The body is not UTF-8: byte {error.start + 1} belongs to no letter. Send it as UTF-8."
        ) from None
    except json.JSONDecodeError as error:
        raise Garbled(
            f"The body is not JSON: line {error.lineno}, column {error.colno}. Mend it and send it."
        ) from None
    except RecursionError:
        raise Garbled("The body is nested too deeply. Send it flatter.") from None
    except ValueError:
        raise Garbled("The body has a number that is too long. Send a shorter one.") from None


def _no_number(name: str) -> NoReturn:
    raise Garbled(f"{name} is no number in JSON. Leave it out or send a real one.")


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise Garbled("The body names a member twice. Send each once.")
    return found


def read_query(kind: type[T]) -> T:
    """Read the query of the present request as `kind`. Raises Refused, also for names it does not know."""
    taken: Any = kind
    types = {one.name: schema.options(one.kind)[0] for one in schema.members(taken)}
    sent: dict[str, object] = {}
    for name, values in request.args.lists():
        if len(values) > 1:
            raise Refused(f"{name[:60]!r} stands in the address twice. Send it once.")
        sent[name] = _typed(types.get(name), values[0])
    return schema.read(kind, sent)


def _typed(kind: object, text: str) -> object:
    """Turn the text of a query into what JSON would have; what does not fit stays a text, and is refused as one."""
    if kind is int and _WHOLE.fullmatch(text):
        return int(text)
    if kind is bool:
        return _TRUTHS.get(text.lower(), text)
    return text
