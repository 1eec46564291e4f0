"""Accuracy and speed of jingzhun against its peers, on sample counties whose truth is known.

``python -m benchmarks`` makes the counties, runs every system in a process of its own, has one evaluator judge
them all, and writes docs/benchmarks.md.
"""
