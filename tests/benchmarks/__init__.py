"""How fast it is, and beside it how fast it could be: each operation against a floor measured in the same run.

The milliseconds of a shared computer say little, the ratio to the floor says much. Nothing here fails for being
slow: people read the table, and mend what they find.
"""
