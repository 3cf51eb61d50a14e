"""x"""
from neurocircuit.analysis.miter import Answer
def compare_clocked(both, effort):
    return Answer(None, "nothing")
