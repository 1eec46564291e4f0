"""Many counties in one go: each is checked by itself, in processes of its own, and a summary stands over all."""
