"""Hidden checks of lab 02, what nn.RNN takes and returns, one module an exercise."""
