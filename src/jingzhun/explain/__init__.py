"""A finished run → why each link of a household is one, and why not, in words. Reads the run folder alone."""
