"""jingzhun 精准: checks lists of households that receive public help.

The procedure is 一核查、二比对、三清退: verify the roll itself, match its members against the registers
of other departments, and send the doubtful households to be visited. The program finds, explains and
keeps the record; a person decides.
"""

__version__ = "0.1.0"
