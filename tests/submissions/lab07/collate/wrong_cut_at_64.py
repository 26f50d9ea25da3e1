# mistake: keeps the first 64 tokens only, without being asked: longer texts lose their end
# fails: collate.batch: With texts of 70 and 140 tokens: padded (one vector for each
class Collate:
    """Make a batch of vectors from a list of (text, target)."""

    MAX_TOKENS = 64

    def __init__(self, load):
        """Load the pipeline, once.

        load: function without arguments that returns a pipeline
        """
        self.pipeline = load()

    def __call__(self, batch):
        """Return (padded [batch, longest, 96], lengths [batch] on the CPU, targets [batch]).

        batch: list of (text, int64 tensor of shape [])
        """
        vectors = []
        for doc in self.pipeline.pipe([text for text, _ in batch]):
            vector = torch.from_numpy(doc.tensor[: self.MAX_TOKENS])
            vectors.append(vector if len(vector) else torch.zeros(1, N_FEATURES))
        lengths = torch.tensor([len(v) for v in vectors])
        return pad_sequence(vectors, batch_first=True), lengths, torch.stack([target for _, target in batch])
