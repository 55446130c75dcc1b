"""What a manager changes in the work: each with a reason, each to be taken back while nothing came of it."""
