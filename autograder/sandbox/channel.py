"""Reading what a kernel sends, when the kernel may be hostile: sizes first, then the signature, then the content."""

from __future__ import annotations

from typing import NamedTuple

import zmq
from jupyter_client.session import Session

from autograder.reply import BRACKETS

FRAME_LIMIT = 64 * 2**20  # bytes of one message part; a peer that sends more is cut off for good
HEADER_LIMIT = 64 * 2**10  # bytes of each header: a real one has a few hundred
PARTS = 64  # of a message: identities, headers, content, buffers


class Message(NamedTuple):
    """One message: what it is, what it says, its bytes, and the request that it answers; `huge` has no content."""

    kind: str
    content: dict
    size: int
    parent: str | None


class NoMessage(Exception):
    """What came is no message of a kernel: only hostile code sends that."""


def receive(socket: zmq.Socket, session: Session, limit: int) -> Message | None:
    """Return the next message of a socket, or None when there is none.

    Parameters
    ----------
    socket : zmq.Socket
        A channel of the kernel.
    session : jupyter_client.session.Session
        It knows the key.
    limit : int
        Bytes that are looked into; a larger message, or one of very many parts, comes back as kind ``huge``.

    Returns
    -------
    Message or None
        Its content is the student's.

    Raises
    ------
    NoMessage
        For anything that is not one.
    """
    try:
        parts = socket.recv_multipart(zmq.NOBLOCK)
    except zmq.Again:
        return None
    size = sum(len(part) for part in parts)
    try:
        parts = session.feed_identities(parts[:PARTS], copy=True)[1]
        if any(len(part) > HEADER_LIMIT for part in parts[:4]):
            raise NoMessage
        if size > limit or sum(part.count(b"[") + part.count(b"{") for part in parts) > BRACKETS:
            return Message("huge", {}, size, None)
        message = session.deserialize(parts)
        content, parent = message["content"], message["parent_header"].get("msg_id")
        return Message(str(message["msg_type"]), content if isinstance(content, dict) else {}, size, parent)
    except Exception:
        raise NoMessage from None
