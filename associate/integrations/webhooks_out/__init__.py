"""Webhooks to other people's servers: signed as Standard Webhooks says, and only to the open internet."""
