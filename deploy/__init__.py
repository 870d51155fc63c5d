"""Putting Rasad on a machine: system packages, container, services, proxy."""
