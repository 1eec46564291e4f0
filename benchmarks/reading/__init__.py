"""How fast files are read, beside the libraries that do it best: ``python -m benchmarks.reading``."""
