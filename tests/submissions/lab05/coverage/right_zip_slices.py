# style: n-grams by zip
def ngram_coverage(train: list[str], held_out: list[str], n: int) -> tuple[int, float]:
    def grams(text: str) -> list[str]:
        return ["".join(parts) for parts in zip(*(text[i:] for i in range(n)))]

    known = {gram for text in train for gram in grams(text)}
    new = [gram not in known for text in held_out for gram in grams(text)]
    return len(known), sum(new) / max(1, len(new))
