# mistake: the texts go to the pipeline in lower case: other vectors for every text with a capital
# fails: collate.batch: capitals: padded (one vector for each token of each text, as
class Collate:
    """Make a batch of vectors from a list of (text, target)."""

    def __init__(self, load):
        """Load the pipeline, once.

        load: function without arguments that returns a pipeline
        """
        self.pipeline = load()

    def __call__(self, batch):
        """Return (padded [batch, longest, 96], lengths [batch] on the CPU, targets [batch]).

        batch: list of (text, int64 tensor of shape [])
        """
        docs = self.pipeline.pipe([text.lower() for text, _ in batch])
        vectors = [torch.from_numpy(doc.tensor) if len(doc) else torch.zeros(1, N_FEATURES) for doc in docs]
        lengths = torch.tensor([len(v) for v in vectors])
        return pad_sequence(vectors, batch_first=True), lengths, torch.stack([target for _, target in batch])
