"""Tests of the desk: pages, API, roles, safety."""
