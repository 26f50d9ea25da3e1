"""Hidden checks of lab 07, classifying news, one module an exercise."""
