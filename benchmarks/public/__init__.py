"""jingzhun as a generic linker on public labelled data that others made, beside Splink.

``python -m benchmarks.public`` has the makers' packages write their data (in environments of their own), lets both
link them, has the evaluator of the other benchmarks judge, and writes docs/benchmarks-public.md.
"""
