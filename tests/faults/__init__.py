"""A disk that fails and processes that are killed, for tests of what a command leaves behind.

``disk`` counts what is done to files below a folder and fails or kills at the n-th of it; ``nursery`` runs commands in processes forked
from a warm one, with such a disk or side by side. Both know nothing of the package but its command line.
"""
