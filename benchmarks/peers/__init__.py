"""The systems that jingzhun is measured against; each is a program of its own that reads the prepared tables.

A peer is run as ``python -m benchmarks.peers.NAME TABLES OUT [REGISTER…]`` and writes one Parquet file of links:
``register``, ``member`` and ``position`` (row positions on roll and register), ``weight`` (the greater the surer) and
``chosen`` (whether it keeps the link at its own threshold). A peer whose library does not get on with the packages of
jingzhun runs in an environment of its own (``benchmarks.environments``).
"""
