# style: finditer, type hints
import re as _re

PATTERN = _re.compile(r"(?:[^\W_]|(?<=[^\W_])'(?=[^\W_]))+|[.,!?;:]")


def words(sentence: str) -> list[str]:
    tokens: list[str] = []
    for match in PATTERN.finditer(sentence.translate({0x2019: "'"})):
        tokens.append(match.group().lower())
    return tokens
