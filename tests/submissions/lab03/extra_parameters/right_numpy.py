# style: NumPy's products of shapes
import numpy as np


def extra_parameters(input_size, hidden_size, num_layers):
    h = hidden_size
    new = [(h, input_size), (h, h), (2, h)] + (num_layers - 1) * [(h, 3 * h), (h, h), (2, h)]
    print(new)
    return np.array([np.prod(shape) for shape in new]).sum()
