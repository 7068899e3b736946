"""From what was used to what should be bought: pure arithmetic, without SQL or an engine."""
