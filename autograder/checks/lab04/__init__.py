"""Hidden checks of lab 04, a character language model, one module an exercise."""
