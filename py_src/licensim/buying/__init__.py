"""What to buy, and what it costs by a buyer's prices: shared by plans from logs and by compared sessions.

Pure arithmetic over the rules: no file, engine or page.
"""
