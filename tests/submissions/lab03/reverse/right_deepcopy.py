# style: a copy of the layer whose forward weights are replaced
import copy


def backward_as_forward(birnn, x):
    twin = copy.deepcopy(birnn)
    with torch.no_grad():
        for name, weight in birnn.named_parameters():
            if name.endswith("_reverse"):
                getattr(twin, name[: -len("_reverse")]).copy_(weight)
    output, _ = twin(x.flip(1))
    return output[..., : birnn.hidden_size].flip(1)
