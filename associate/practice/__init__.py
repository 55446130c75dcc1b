"""The shop that isn’t real: the same screens, on a database that is one person’s alone."""
