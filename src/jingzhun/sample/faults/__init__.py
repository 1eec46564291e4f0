"""Faults of the roll: cells changed so that a rule of 核查 must find something, each with its truth."""
