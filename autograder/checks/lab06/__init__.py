"""Hidden checks of lab 06, names from a category, one module an exercise."""
