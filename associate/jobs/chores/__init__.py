"""One file for each thing that time alone brings about. Each run is short, bounded and may be repeated."""
