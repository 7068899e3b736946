"""How figures, plurals and evidence are written in English.

What is said with them: `explain`, and the options.
"""
