"""What managers see of the work: figures, the lists behind them, and who is at it."""
