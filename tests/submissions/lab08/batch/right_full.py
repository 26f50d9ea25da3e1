# style: torch.full and a loop, a list returned
def make_batch(encoded):
    sizes = [len(words) for words, _ in encoded]
    all_words = torch.full((len(sizes), max(sizes)), PAD)
    all_tags = torch.full((len(sizes), max(sizes)), IGNORE)
    for row, (words, tags) in enumerate(encoded):
        all_words[row, : sizes[row]] = words
        all_tags[row, : sizes[row]] = tags
    return [all_words, all_tags, torch.tensor(sizes)]
