"""Running Rasad: supervision, health, logs, set-up."""
