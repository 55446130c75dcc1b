"""What other people’s servers say, heard within bounds and read with care."""
