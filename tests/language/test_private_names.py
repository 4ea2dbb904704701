"""Private names are those of the class in which they stand."""

import numpy as np

from tests.support import Case, derivatives, second_derivatives

X = np.array([0.4, -1.1, 0.7])


class Base:
    __gain = 3.0

    def __init__(self, value):
        self.__value = value

    @property
    def __half(self):
        return self.__value / 2

    @staticmethod
    def __twice(value):
        return 2 * value

    def __power(self):
        return self.__value**2

    def base(self, __scale=0.5):
        def inner(k):
            return self.__half * k + __scale

        return self.__power() * self.__gain + Base.__twice(self.__value) + inner(3)


class Derived(Base):
    __gain = 5.0

    def __init__(self, value, other):
        super().__init__(value)
        self.__value = other

    def __power(self):
        return self.__value**3

    def derived(self):
        self.__value *= self.__value
        return self.__power() * self.__gain + self._Base__value


def private_names(x):
    """Each class has its own: a derived class that writes ``__value`` does not write that of its base."""
    both = Derived(x[0], x[1])
    return both.base() * both.derived() * both._Derived__value + getattr(both, "_Base__value")  # noqa: B009


test_derivative = derivatives(
    [
        Case(private_names, (X,)),
        Case(lambda x, o: o.base() * o.derived() * x, (X, Derived(2.0, 3.0)), "x", name="object"),
    ]
)
test_second_derivative = second_derivatives([Case(private_names, (X,))])
