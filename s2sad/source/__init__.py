"""Python text to core and back."""
