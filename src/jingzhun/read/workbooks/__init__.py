"""Workbooks (xlsx, xlsm, xlsb, xls, et, ods), parsed in a child process: ``excel`` asks, ``worker`` answers."""
