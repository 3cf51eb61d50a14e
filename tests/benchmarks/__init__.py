"""Speed: not collected by default; run ``python -m pytest tests/benchmarks -o addopts=``."""
