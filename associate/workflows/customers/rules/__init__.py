"""What people who work here may do about a customer."""
