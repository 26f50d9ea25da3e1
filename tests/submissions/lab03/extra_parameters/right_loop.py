# style: a loop over the layers, both ways counted
def extra_parameters(input_size: int, hidden_size: int, num_layers: int) -> int:
    one_way, both_ways = 0, 0
    for layer in range(num_layers):
        reads = input_size if layer == 0 else hidden_size
        one_way += hidden_size * reads + hidden_size**2 + 2 * hidden_size
        reads = input_size if layer == 0 else 2 * hidden_size
        both_ways += 2 * (hidden_size * reads + hidden_size**2 + 2 * hidden_size)
    print(one_way, both_ways)
    return both_ways - one_way
