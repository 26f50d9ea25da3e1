"""Downloads: every file is checked before it is read, and kept only when it is whole."""

import os
from pathlib import Path

import pooch

from course.data.registry import REGISTRY

SECONDS = 30  # without an answer from the server
RETRIES = 2


class DataError(RuntimeError):
    """A file of a data set is not there and could not be fetched; the message names the way out."""


def cache_folder() -> Path:
    """Return where downloads are kept: `UNROLLED_DATA` when set, else this user's cache folder.

    A course can point `UNROLLED_DATA` at one folder that all its students read.
    """
    return Path(os.environ.get("UNROLLED_DATA") or pooch.os_cache("unrolled"))


def fetch(name: str, instead: str) -> Path:
    """Return the path of a file of the registry, downloaded when it is not in the cache.

    A file is moved into the cache only when it is whole and its hash is right, so a damaged one is
    never read, and two processes can share a cache.

    Parameters
    ----------
    name : str
        A key of `REGISTRY`.
    instead : str
        The call that gives the embedded sample, for the message.

    Returns
    -------
    Path
        The file in the cache.

    Raises
    ------
    DataError
        With the file, its address, and how to put it in place by hand.
    """
    url, known_hash = REGISTRY[name]
    path = cache_folder() / name
    store = pooch.create(
        path=path.parent,
        base_url="",
        registry={path.name: known_hash},
        urls={path.name: url},
        retry_if_failed=RETRIES,
    )
    pooch.get_logger().setLevel("WARNING")
    loader = pooch.HTTPDownloader(progressbar=True, timeout=SECONDS)
    try:
        return Path(store.fetch(path.name, downloader=loader))
    except (OSError, ValueError) as error:  # what requests raises is an OSError
        raise DataError(
            f"{name} could not be fetched: {_reason(error)}. Download {url} in another way and save it as {path} "
            f"(or point UNROLLED_DATA at a folder that has {name}). Without it, {instead} gives the embedded sample."
        ) from None


def _reason(error: Exception) -> str:
    """Say in a few words what went wrong."""
    import requests  # here, since every kernel imports this module and few fetch anything

    if isinstance(error, requests.exceptions.HTTPError):
        return f"the server answered {error.response.status_code}"
    if isinstance(error, requests.exceptions.Timeout):
        return f"the server did not answer within {SECONDS} seconds"
    if isinstance(error, requests.exceptions.ChunkedEncodingError):
        return "the download broke off before its end"
    if isinstance(error, requests.exceptions.RequestException):
        return "there is no connection to the server"
    if isinstance(error, ValueError):
        return "what came is damaged or another file (its hash is wrong)"
    cause = error
    while cause.__context__ is not None and not getattr(cause, "errno", None):  # pooch wraps the first one
        cause = cause.__context__
    return f"the cache cannot be written ({getattr(cause, 'strerror', None) or cause})"
