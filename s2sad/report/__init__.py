"""What people read about a derivative, beside its text."""
