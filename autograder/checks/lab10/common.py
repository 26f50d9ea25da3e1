"""What several exercises of this lab use."""

LETTERS = "bcdfglmnprst"
VOWELS = "aeiou"


def drawn_words(draw, count):
    """Return distinct words of eight letters that no list of frequent words holds."""
    made: list[str] = []
    while len(made) < count:
        word = "".join(draw.choice(LETTERS) + draw.choice(VOWELS) for _ in range(4))
        if word not in made:
            made.append(word)
    return made


def unit(rows):
    """Return the rows with the length 1; rows of zeros stay."""
    return rows / rows.norm(dim=-1, keepdim=True).clamp(min=1e-12)
