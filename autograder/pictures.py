"""Pictures in a student's Markdown: kept as attachments within a bound; a sentence stands for each other one."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from urllib.parse import quote, unquote

MAX_PICTURES = 8_000_000  # bytes of the pictures that a notebook shows; one that is shown twice counts twice
MAX_NAMES = 100  # attachments of a cell that are looked at

# What is pixels and nothing else, told by the first bytes; an SVG can hold a script.
KINDS = {
    "png": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "jpeg": re.compile(rb"\xff\xd8\xff"),
    "gif": re.compile(rb"GIF8[79]a"),
    "webp": re.compile(rb"RIFF....WEBP", re.DOTALL),
}
_ADDRESS = r"(?:data:image/|attachment:)[^\s!()<>\"'\[\]]*+"
_SHOWN = re.compile(
    rf"""(?P<tag><img\b[^<>]*+>)|!\[(?P<alt>[^\[\]]*+)\]\(\s*+<?(?P<link>{_ADDRESS})>?(?:\s[^()]*+)?\)"""
    rf"""|(?P<bare>{_ADDRESS})""",
    re.IGNORECASE,
)
_SOURCE = re.compile(rf"""\bsrc\s*+=\s*+(?:["']\s*+)?+({_ADDRESS})""", re.IGNORECASE)
_ALT = re.compile(r"""\balt\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_DATA = re.compile(r"data:image/[^,]*;base64,(.*)", re.IGNORECASE | re.DOTALL)


class Album:
    """The pictures that a notebook may still show, and where what was left out is told."""

    def __init__(self) -> None:
        self.room = MAX_PICTURES

    def settle(self, text: str, attachments: dict[str, str], tell: Callable[[str], None]) -> tuple[str, dict]:
        """Return a Markdown cell's text, every picture in it an attachment or a sentence, and its attachments.

        Parameters
        ----------
        text : str
            The cell's Markdown.
        attachments : dict of str to str
            Base64 by name.
        tell : callable
            Is called with what was left out, such as ``a picture of 9.5 MB``.

        Returns
        -------
        (str, dict)
            The text, and the attachments as the notebook's format has them.
        """
        kept: dict[str, str] = {}  # name in the text by base64
        mimes: dict[str, str] = {}
        read: dict[str, tuple] = {}  # a picture may be shown often

        def place(address: str) -> tuple[str, str]:
            """Return the picture's name, or nothing and why there is none."""
            if address not in read:
                data = _payload(address, attachments)
                read[address] = data, data and _kind(data)
            data, kind = read[address]
            if data is None:
                return "", "a picture that the file does not hold"
            size = len(data) * 3 // 4
            if not kind:
                return "", "a picture that is no PNG, JPEG, GIF or WebP"
            if size > self.room:
                return "", f"a picture of {size / 1e6:.1f} MB"
            self.room -= size
            name = kept.setdefault(data, f"picture-{len(kept) + 1}.{kind}")
            mimes[name] = f"image/{kind}"
            return name, ""

        def show(found: re.Match) -> str:
            source = _SOURCE.search(found["tag"]) if found["tag"] else None
            if found["tag"] and not source:
                return "<" + _SHOWN.sub(show, found[0][1:])
            alt = found["alt"] or ""
            if source and (said := _ALT.search(found["tag"])):
                alt = re.sub(r"[\[\]\s]+", " ", said[1] or said[2] or "")
            name, why = place(source[1] if source else found["link"] or found["bare"])
            if not name:
                tell(why)
                return (
                    f"({alt}: {why} was left out)"
                    if alt and not _SHOWN.search(alt)
                    else f"({why} was left out)"
                )
            return f"attachment:{name}" if found["bare"] else f"![{alt}](attachment:{name})"

        for name in filter(None, list(attachments)[:MAX_NAMES]):  # with spaces or brackets it is no address
            for written in (name, quote(name, safe="()!'*~")):
                text = text.replace(f"attachment:{written}", f"attachment:{quote(name, safe='')}")
        text = _SHOWN.sub(show, text)
        return text, {name: {mimes[name]: data} for data, name in kept.items()}


def words(text: str) -> str:
    """Return a text without the pictures that are pasted into it."""
    return re.sub(r"data:image/[^\s()<>\"'\[\]]*+", "", text, flags=re.IGNORECASE)


def _payload(address: str, attachments: dict[str, str]) -> str | None:
    """Return the base64 of what an address names."""
    scheme, _, rest = address.partition(":")
    if scheme.lower() == "attachment":
        data = attachments.get(rest, attachments.get(unquote(rest)))
    else:
        found = _DATA.fullmatch(address)
        data = unquote(found[1]) if found else ""
    if data is None:
        return None
    data = "".join(data.split())
    return data[: len(data) // 4 * 4]  # a picture that is cut off still shows its upper part


def _kind(data: str) -> str:
    """Return which kind of picture some base64 is, or nothing."""
    try:
        head = base64.b64decode(data[:32], validate=True)
    except (binascii.Error, ValueError):
        return ""
    if not re.fullmatch(r"[A-Za-z0-9+/]++={0,2}", data):
        return ""
    return next((kind for kind, start in KINDS.items() if start.match(head)), "")
