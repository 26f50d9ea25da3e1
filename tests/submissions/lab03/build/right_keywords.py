# style: all arguments by keyword, on the device of the set-up
def make_birnn(input_size: int, hidden_size: int, num_layers: int) -> nn.RNN:
    return nn.RNN(
        input_size=input_size,
        hidden_size=hidden_size,
        num_layers=num_layers,
        batch_first=True,
        bidirectional=True,
        device=device,
    )
