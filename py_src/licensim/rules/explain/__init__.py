"""What is said of rules, license documents and answers, in words.

What an option says of itself and its answers stands in the option's file.
"""
