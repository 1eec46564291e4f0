"""Where the matching runs. An engine applies one function to every batch of a register, given the roll's side.

The seam is narrow on purpose: rules, policy and reports never learn which engine ran, and every engine must
give the links that the local one gives.
"""
