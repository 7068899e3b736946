"""The report: one HTML file that draws a summary, without scripts, network or numbers of its own.

Each number that is shown names its place in the summary in `data-of`, so that both can be compared.
"""
