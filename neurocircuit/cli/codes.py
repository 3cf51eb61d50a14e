"""Exit codes: done or yes, the answer is no, bad usage or bad input, undecided within the limit, Ctrl-C."""

DONE, NO, BAD, UNDECIDED, INTERRUPTED = 0, 1, 2, 3, 130
