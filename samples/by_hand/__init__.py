"""Derivatives written by hand: what the generated ones are measured against."""
