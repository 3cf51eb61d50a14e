"""Integers as sums of variables, modulo a power of two, which adders write in other ways."""

from __future__ import annotations

from neurocircuit.analysis.adders import Adder


class Sum:
    """An integer as a sum of variables, each with a coefficient, modulo a power of two.

    >>> total = Sum(8)
    >>> total.add(2, 1), total.add(5, 1), total.terms, total.constant
    (None, None, {1: 1, 2: 7}, 1)
    """

    def __init__(self, modulus: int) -> None:
        self.modulus, self.constant = modulus, 0
        self.terms: dict[int, int] = {}

    def add(self, literal: int, coefficient: int) -> None:
        """Adds so many times a literal."""
        if literal & 1:
            self.constant = (self.constant + coefficient) % self.modulus
            coefficient = -coefficient
        if literal > 1:
            value = (self.terms.pop(literal >> 1, 0) + coefficient) % self.modulus
            if value:
                self.terms[literal >> 1] = value

    def coefficient(self, literal: int) -> int:
        """That of the literal, if the variable is written as one."""
        value = self.terms.get(literal >> 1, 0)
        return -value % self.modulus if literal & 1 else value

    def rewrite(self, adder: Adder) -> bool:
        """Writes what an adder adds for its digits, where these are there as they count in its sum."""
        amount = self.coefficient(adder.digits[0])
        every = range(len(adder.digits))
        if not amount or not (adder.is_whole or (amount << len(every)) % self.modulus == 0):
            return False
        if any(self.coefficient(adder.digits[place]) != (amount << place) % self.modulus for place in every[1:]):
            return False
        for place in every:
            self.add(adder.digits[place], -amount << place)
        for literal, weight in adder.weights.items():
            self.add(literal, amount * weight)
        self.constant = (self.constant + amount * adder.constant) % self.modulus
        return True

    def gather(self, adder: Adder) -> bool:
        """Writes the digits of an adder for what it adds, where all of that is there and counts as it does there."""
        lightest = min(adder.weights, key=adder.weights.__getitem__)
        amount, rest = divmod(self.coefficient(lightest), adder.weights[lightest])
        counted = {literal: amount * weight % self.modulus for literal, weight in adder.weights.items()}
        if not amount or rest or not adder.is_whole or any(self.coefficient(each) != counted[each] for each in counted):
            return False
        for literal, much in counted.items():
            self.add(literal, -much)
        for place, digit in enumerate(adder.digits):
            self.add(digit, amount << place)
        self.constant = (self.constant - amount * adder.constant) % self.modulus
        return True

    def positive(self, variable: int) -> tuple[int, int]:
        """The literal of a variable that counts less, and how much; the constant changes where that is negated."""
        amount = self.terms[variable]
        if 2 * amount <= self.modulus:
            return 2 * variable, amount
        self.constant = (self.constant + amount) % self.modulus
        return 2 * variable + 1, self.modulus - amount

    def twice(self, literal: int) -> list[int]:
        """The literals that count twice as much as this one."""
        wanted = 2 * self.coefficient(literal) % self.modulus
        found = [2 * variable for variable, amount in self.terms.items() if amount == wanted]
        found += [2 * variable ^ 1 for variable, amount in self.terms.items() if amount + wanted == self.modulus]
        return found if wanted else []
