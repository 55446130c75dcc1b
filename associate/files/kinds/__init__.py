"""One module for what each kind of file means."""
