# style: numbers of rows, tensors in a list
def cached(vectorise, batch_size=64):
    number, rows = {}, []

    def look_up(texts):
        new = []
        for text in texts:
            if text not in number:
                number[text] = len(rows) + len(new)
                new.append(text)
        made = []
        for part in [new[i : i + batch_size] for i in range(0, len(new), batch_size)]:
            made.extend(vectorise(part))
        rows.extend(made)
        return [rows[number[text]] for text in texts]

    return look_up
