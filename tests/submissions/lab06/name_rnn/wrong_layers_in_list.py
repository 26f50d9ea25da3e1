# mistake: layers only in a Python list
# fails: name_rnn.one_step: under the names
# fails: name_rnn.first_state: to_hidden
# fails: trained.held_out: better
# training
class NameRNN(nn.Module):
    def __init__(self, n_categories, n_letters, hidden_size):
        super().__init__()
        self.layers = [nn.Linear(n_categories + n_letters + hidden_size, hidden_size), nn.Linear(hidden_size, n_letters)]
        self.hidden_size = hidden_size

    def forward(self, category, letter, hidden):
        hidden = torch.relu(self.layers[0](torch.cat([category, letter, hidden], dim=1)))
        return self.layers[1](hidden), hidden

    def init_hidden(self, batch_size):
        return torch.zeros(batch_size, self.hidden_size)
