"""The text of what people are told: for the worker that sends it, and the settings that show it first."""
