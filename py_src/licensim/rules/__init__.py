"""The license rules: (state, event, now) to answer, touching no clock, file, network or page.

Each folder knows those below it and none above:

- `explain`: what is said of rules, license documents and answers
- `client`: the client half: scanners and their memory, the local license, what is asked and kept
- `authority`: the server half: which item serves, what is recorded
- `documents`: license documents, from JSON to items
- `options`: the license options, a file each, and what they weigh
- `ledger`: what is remembered about a project, as a port, and one in memory
- `license`: items, products and the versions of the rules
- `origins`: origins and sites, from serialized parts
- `words`: how figures, words and evidence are written
- `input`: values from outside: their checks, and the faults in them
- `answer`, `verdict`, `local_license`, `timeline`: what all of them speak of
"""
