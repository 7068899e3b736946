"""A request, checked and with its project, and its decision by the rules.

It knows neither HTTP nor SQL.
"""
