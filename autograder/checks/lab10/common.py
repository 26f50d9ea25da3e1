"""What several exercises of this lab use."""

from autograder.draw import Draw


def drawn_words(draw, count):
    """Return distinct words of eight letters that no list of frequent words holds."""
    words: dict[str, None] = {}
    while len(words) < count:
        words["".join(draw.choice("bcdfglmnprst") + draw.choice("aeiou") for _ in range(4))] = None
    return [*words]


def unit(rows):
    """Return the rows with the length 1; rows of zeros stay."""
    return rows / rows.norm(dim=-1, keepdim=True).clamp(min=1e-12)


def fixed_vectors(count, number, spread=1.0):
    """Return vectors that are always the same: no two cosines lie so close that rounding decides."""
    draw = Draw(number)
    return draw.normal(count, 4) * draw.normal(count, 1, scale=spread).exp()
