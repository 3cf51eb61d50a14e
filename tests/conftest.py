"""What all tests share: properties are given the time that a busy machine needs."""

from hypothesis import settings

settings.register_profile("neurocircuit", deadline=None)
settings.load_profile("neurocircuit")
