"""The registry of downloads: every address pinned, every file checked before it is read."""

import os
from pathlib import Path

import pooch
import requests

# name in the cache: (address, SHA-256). Names: 20,074 lines in 18 files, the first published form
# of this set; a later commit drops 24 stray lines, as `course.data.names` does.
_NAMES = "https://raw.githubusercontent.com/spro/practical-pytorch/ff2b4c46224c8f887910da343211a2e468eef9ac/data/names/"
REGISTRY = {
    "names/Arabic.txt": (
        _NAMES + "Arabic.txt",
        "6f424a8dbe51cbbbabab7a57d38b617210125e4e3991f3c657cb79b8f104bafc",
    ),
    "names/Chinese.txt": (
        _NAMES + "Chinese.txt",
        "49263ef55a8cb1740e841d65cad8214b2f9b5b869bc534c811746422496fa91e",
    ),
    "names/Czech.txt": (
        _NAMES + "Czech.txt",
        "145bbbd6d0816578f03388e92c264d39ef1c60df920b081d371fa5c5cc055a8e",
    ),
    "names/Dutch.txt": (
        _NAMES + "Dutch.txt",
        "924f32b635170eae561f84538632138fc07d4c8bbd70ba3fb980de1ecc4d2af3",
    ),
    "names/English.txt": (
        _NAMES + "English.txt",
        "9cca037066d3d5989e24bc01801416162de506b5e28e15b7c092a47905d29bf2",
    ),
    "names/French.txt": (
        _NAMES + "French.txt",
        "81e65b36c60ed5b89a17422f6edcadbb89546f38ad69e960e64e7ba682012a95",
    ),
    "names/German.txt": (
        _NAMES + "German.txt",
        "7449cd590b97a733e18d613a4155decd77ec35dc5f8aadd7a82204dce4f051db",
    ),
    "names/Greek.txt": (
        _NAMES + "Greek.txt",
        "3555b5186de7f401e6d991b088e9e644ca3099116477818c25ab5793801389e6",
    ),
    "names/Irish.txt": (
        _NAMES + "Irish.txt",
        "cf8c7013256252a88d2503127b87282a11f21b2ff6db1bded68834c19a1ec058",
    ),
    "names/Italian.txt": (
        _NAMES + "Italian.txt",
        "f88414c27d0606a11a678b4859277828c2565d6cc4d9ee932deef6e94f3b35e4",
    ),
    "names/Japanese.txt": (
        _NAMES + "Japanese.txt",
        "e0e717e114fec3e7eade4d9dabe0067c475f43147e36a22b47902ee76ad9e67f",
    ),
    "names/Korean.txt": (
        _NAMES + "Korean.txt",
        "cd54221ccb362a6cba4c78828838cf3268a0e59744767a37cf6ec4b74036b136",
    ),
    "names/Polish.txt": (
        _NAMES + "Polish.txt",
        "45bab898af2f60ed3a728bbf6980e28821011a7caa53227553b5785903a40826",
    ),
    "names/Portuguese.txt": (
        _NAMES + "Portuguese.txt",
        "50a8735f41f4f73757c8ce5b16cb0275cd86b2b214bcbc8c9805f508cb131c53",
    ),
    "names/Russian.txt": (
        _NAMES + "Russian.txt",
        "43b3e64ce351f77f1ac9e0cdf7566012d127f4371875fd25208845b5c9d6f7c3",
    ),
    "names/Scottish.txt": (
        _NAMES + "Scottish.txt",
        "78d0252711d87d948ea86fe34826c51d2d794a8e52d15b5d6f7b6244d45d62dd",
    ),
    "names/Spanish.txt": (
        _NAMES + "Spanish.txt",
        "1bcb462ed3316756a85781d68232bddae04498fdddd5d9219c53fd1fbdeba7a7",
    ),
    "names/Vietnamese.txt": (
        _NAMES + "Vietnamese.txt",
        "f3f9e4164ab47601178a6e45b216464a64122f49d05541f24bf18a757253281d",
    ),
    "tinyshakespeare/input.txt": (
        "https://raw.githubusercontent.com/karpathy/char-rnn/6f9487a6fe5b420b7ca9afb0d7c078e37c1d1b4e/data/tinyshakespeare/input.txt",
        "86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed",
    ),
}
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

    Raises
    ------
    DataError
        With the file, its address, and how to put it in place by hand.
    """
    url, sha256 = REGISTRY[name]
    path = cache_folder() / name
    whole = _whole(path, sha256)
    if whole:
        return path
    store = pooch.create(
        path=path.parent,
        base_url="",
        registry={path.name: f"sha256:{sha256}"},
        urls={path.name: url},
        retry_if_failed=RETRIES,
    )
    pooch.get_logger().setLevel("WARNING")
    loader = pooch.HTTPDownloader(progressbar=True, timeout=SECONDS)
    try:
        return Path(store.fetch(path.name, downloader=loader))
    except (OSError, ValueError, requests.exceptions.RequestException) as error:
        raise DataError(
            f"{name} could not be fetched: {_reason(error)}. Download {url} in another way and save it as {path} "
            f"(or point UNROLLED_DATA at a folder that has {name}). Without it, {instead} gives the embedded sample."
        ) from None


def _whole(path: Path, sha256: str) -> bool:
    try:
        return pooch.file_hash(str(path)) == sha256
    except OSError:
        return False


def _reason(error: Exception) -> str:
    """Say in a few words what went wrong."""
    if isinstance(error, requests.exceptions.HTTPError):
        return f"the server answered {error.response.status_code}"
    if isinstance(error, requests.exceptions.Timeout):
        return f"the server did not answer within {SECONDS} seconds"
    if isinstance(error, requests.exceptions.ChunkedEncodingError):
        return "the download broke off before its end"
    if isinstance(error, requests.exceptions.RequestException):
        return "there is no connection to the server"
    if isinstance(error, ValueError):
        return "what came is damaged or another file (its SHA-256 is wrong)"
    cause = error
    while cause.__context__ is not None and not getattr(cause, "errno", None):  # pooch wraps the first one
        cause = cause.__context__
    return f"the cache cannot be written ({getattr(cause, 'strerror', None) or cause})"
