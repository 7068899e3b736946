"""From the use to the quota to buy: pure arithmetic, without SQL or an engine."""
