"""What several exercises of this lab use."""

LAB = "03_bidirectional"


def one_way(i, h, n):
    """Count the parameters of an nn.RNN with one direction."""
    return h * (i + h + 2) + (n - 1) * h * (2 * h + 2)
