"""How figures, plurals and evidence are written in English.

`explain` and the options write their texts with them.
"""
