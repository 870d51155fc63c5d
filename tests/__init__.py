"""Tests mirror the rooms; `services` starts the real servers they use."""
