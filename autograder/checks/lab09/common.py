"""What several exercises of this lab use."""

import torch
from torch import nn

from autograder.check import travels
from autograder.checks.shared import with_drawn_weights


@travels
def learns(model, logits):
    """Tell whether every weight gets a gradient from the logits; yes where nobody collects gradients."""
    if not (torch.is_grad_enabled() and isinstance(logits, torch.Tensor)):
        return True
    if not logits.requires_grad:
        return False
    weights = list(model.parameters())
    found = torch.autograd.grad(logits.square().sum(), weights, retain_graph=True, allow_unused=True)
    return all(gradient is not None for gradient in found)


def twin(x, kind, hidden, classes, layers, seed):
    """Return the layers that the model should have, with the weights drawn from the same seed."""
    options = {} if kind == "lstm" else {"nonlinearity": "relu" if kind == "relu" else "tanh"}
    rnn = (nn.RNN if options else nn.LSTM)(x.shape[2], hidden, layers, batch_first=True, **options)
    return with_drawn_weights(nn.ModuleList([rnn, nn.Linear(hidden, classes)]).to(x.dtype), seed)
