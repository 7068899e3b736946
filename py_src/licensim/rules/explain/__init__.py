"""Texts that explain rules, license documents and answers.

The texts about one option and its answers are in the option's file.
"""
