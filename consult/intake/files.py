"""Files that come with submissions: which sorts are taken, how large, and where they are kept."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from consult.core.errors import Refused
from consult.infra import uploads

LARGEST = 10 * 1024 * 1024
"""Bytes of one file."""
MOST_FILES = 20
"""Files of one submission."""

_ZIP, _OLE, _ANY = (b"PK\x03\x04",), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",), (b"",)
BEGINNINGS: dict[str, tuple[bytes, ...]] = {
    "pdf": (b"%PDF-",),
    **dict.fromkeys(("docx", "pptx", "xlsx", "odt", "odp", "ods"), _ZIP),
    **dict.fromkeys(("doc", "ppt", "xls", "msg"), _OLE),
    "rtf": (b"{\\rtf",),
    "png": (b"\x89PNG\r\n\x1a\n",),
    **dict.fromkeys(("jpg", "jpeg"), (b"\xff\xd8\xff",)),
    "gif": (b"GIF8",),
    "webp": (b"RIFF",),
    **dict.fromkeys(("tif", "tiff"), (b"II*\x00", b"MM\x00*")),
    **dict.fromkeys(("heic", "m4a"), _ANY),
    **dict.fromkeys(("mp3", "wav"), (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"RIFF")),
    **dict.fromkeys(("txt", "csv", "md", "eml"), _ANY),
}
"""What a file of each sort begins with; programs and web pages are not among them."""
ACCEPT = ",".join(f".{sort}" for sort in BEGINNINGS)
SORTS = "PDF, Word, PowerPoint, Excel, OpenDocument, pictures, sound, mails or plain text"


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as somebody sent it."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that lies under UPLOADS."""

    name: str
    hash: str
    size: int


def keep(folder: Path, sent: Sent) -> KeptFile:
    """Keep a file by its hash. Raises Refused for one that is empty, too large, or of a sort we do not take."""
    name = uploads.plain_name(sent.name)
    if not sent.data:
        raise Refused(f"“{name}” is empty. Choose it again.", field="files")
    if len(sent.data) > LARGEST:
        raise Refused(f"“{name}” is over {LARGEST // 1024 // 1024} MB. Send it in parts, or smaller.", field="files")
    sort = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    if sort not in BEGINNINGS:
        raise Refused(f"“{name}” is of a sort we do not take. Send {SORTS}.", field="files")
    if not sent.data.startswith(BEGINNINGS[sort]):
        raise Refused(f"“{name}” is no .{sort} file inside. Save it again as one, and send that.", field="files")
    return KeptFile(name, uploads.keep(folder, sent.data), len(sent.data))
