"""The tests: they mirror the package, path for path."""
