"""A small pipeline in spaCy's place, and a way to see who loads a pipeline of his own."""

from autograder.check import travels

ODD_TEXTS = (  # as a reader of pages and feeds meets them; what is made of one by any cleaning is another text
    " W5 ", "w5", "  w6 w7", "w6  w7", "w8\tw9\r\n", "W5&amp;W6 &#w7;", "<b>w8</b>", "w9\x00 w10\x07", "w11%20 w12\\n",
    "w13é w14e\u0301", '"w15" “w16”\xa0', f"w17{'x' * 9000}", f"w17{'x' * 9000}y", "w18-w19 -w20",
)  # fmt: skip


@travels
def tokens_of(text):
    """Return (token, row, sign) for each token of a text: w7 has row 7, W7 the negative of it.

    A hyphen parts tokens as a space does, so that they are not the words between spaces; a tab alone is one.
    """
    words = [text] if text == "\t" else text.replace("-", " ").split()
    rows = ["".join(c for c in word if c in "0123456789") for word in words]
    return [(w, int(row or 0), 1 if "w" in w else -1) for w, row in zip(words, rows, strict=True)]


@travels
def small_pipeline(rows):
    """Return a pipeline that takes notes; a token has the vector that `tokens_of` says, and spaces give no token."""
    from contextlib import nullcontext

    import numpy as np

    class Token:
        def __init__(self, text, vector, i):
            self.text, self.vector, self.i = text, vector, i
            self.has_vector, self.is_space, self.is_punct = True, False, False
            self.orth_ = self.lower_ = self.norm_ = text

        def __len__(self):
            return len(self.text)

    class Doc:
        def __init__(self, text):
            tokens = tokens_of(text)
            made = [sign * rows[row % len(rows)] for _, row, sign in tokens]
            self.text, self.has_vector = text, bool(tokens)
            self.tensor = np.stack(made) if made else rows[:0].copy()
            self.tokens = [Token(w, self.tensor[i], i) for i, (w, _, _) in enumerate(tokens)]

        @property
        def vector(self):
            return self.tensor.mean(0) if len(self.tokens) else np.zeros(rows.shape[1], np.float32)

        def __len__(self):
            return len(self.tokens)

        def __iter__(self):
            return iter(self.tokens)

        def __getitem__(self, i):
            return self.tokens[i]

    class Pipeline:
        pipe_names = ("tok2vec",)

        def __init__(self):
            self.loads, self.own, self.called, self.piped, self.sent = 0, 0, 0, [], []

        def load(self, *arguments, **options):
            self.loads += 1
            return self

        def load_own(self, *arguments, **options):
            self.own += 1
            return self

        def __call__(self, text, **options):
            self.called += 1
            return Doc(text)

        def pipe(self, texts, as_tuples=False, **options):
            if isinstance(texts, str):
                raise TypeError("pipe takes a list of texts, not one text")
            texts = list(texts)
            self.piped.append(len(texts))
            self.sent = [t[0] for t in texts] if as_tuples else texts
            return ((Doc(t[0]), t[1]) for t in texts) if as_tuples else map(Doc, texts)

        def select_pipes(self, *names, **options):
            return nullcontext()

        disable_pipes = select_pipes

    return Pipeline()


@travels
def own_loaders(kind, loader):
    """Let the notebook's functions that load a pipeline be `loader` for a while."""
    from contextlib import contextmanager

    scope = getattr(vars(kind).get("__call__"), "__globals__", {}) if isinstance(kind, type) else {}
    held = {name: scope[name] for name in ("load_english", "load_fast") if name in scope}

    @contextmanager
    def replaced():
        scope.update(dict.fromkeys(held, loader))
        try:
            yield
        finally:
            scope.update(held)

    return replaced()
