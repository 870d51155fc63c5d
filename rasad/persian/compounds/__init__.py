"""Words of several parts: what stands apart and is one term."""
