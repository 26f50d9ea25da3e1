# mistake: only a batch of one
# fails: name_rnn.one_step: shape
# fails: name_rnn.first_state: does not give logits
class NameRNN(nn.Module):
    def __init__(self, n_categories, n_letters, hidden_size):
        super().__init__()
        self.to_hidden = nn.Linear(n_categories + n_letters + hidden_size, hidden_size)
        self.to_logits = nn.Linear(hidden_size, n_letters)

    def forward(self, category, letter, hidden):
        joined = torch.cat([category[0], letter[0], hidden[0]])
        hidden = torch.relu(self.to_hidden(joined))[None]
        return self.to_logits(hidden), hidden

    def init_hidden(self, batch_size):
        return self.to_logits.weight.new_zeros(batch_size, self.to_logits.in_features)
