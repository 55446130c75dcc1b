"""What may be done at the counter, one file a deed."""
