"""A parsed request of one project, and its decision by the rules.

It knows neither HTTP nor SQL.
"""
