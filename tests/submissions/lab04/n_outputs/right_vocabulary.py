# style: the course's vocabulary
def n_outputs(text: str) -> int:
    return len(Vocabulary(text))
