"""Hidden checks of lab 09, digits read row by row, one module an exercise."""
