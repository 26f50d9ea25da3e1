"""The hidden checks, one module a lab."""
