"""Reads the fields of a message that came over the wire: a value of the type asked for, or Refused('malformed')."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NoReturn, TypeVar

from .errors import Refused
from .protocol import MOST_INTEGER

_Word = TypeVar("_Word", bound=str)
# Longest list of handles, scalars or steps in one message.
MOST_ITEMS = 2**20
MOST_RANK = 8


class Fields:
    """The fields of one message, each read by name. `done` refuses those that nobody asked for."""

    def __init__(self, message: Mapping[str, object]) -> None:
        self._message = message
        self._read = {"kind"}
        self.kind = str(message.get("kind"))

    def integer(self, name: str, low: int = 0, high: int = MOST_INTEGER) -> int:
        return self._integer(name, self._value(name), low, high)

    def text(self, name: str, most: int) -> str:
        value = self._value(name)
        if not isinstance(value, str) or len(value) > most:
            self._refuse(name, f"text of at most {most} characters")
        return value

    def word(self, name: str, words: Collection[_Word]) -> _Word:
        value = self._value(name)
        for word in words:
            if word == value:
                return word
        self._refuse(name, f"one of {', '.join(words)}")

    def integers(self, name: str, high: int = MOST_INTEGER, most: int = MOST_ITEMS) -> tuple[int, ...]:
        return self._integers(name, self._value(name), high, most)

    def shape(self, name: str) -> tuple[int, ...]:
        return self._integers(name, self._value(name), 2**31 - 1, MOST_RANK)

    def pairs(self, name: str) -> tuple[tuple[int, int], ...]:
        found = []
        for item in self._list(name, self._value(name), MOST_ITEMS):
            pair = self._integers(name, item, MOST_INTEGER, 2)
            if len(pair) != 2:
                self._refuse(name, "a list of pairs")
            found.append((pair[0], pair[1]))
        return tuple(found)

    def numbers(self, name: str) -> tuple[float, ...]:
        return self._numbers(name, self._value(name))

    def rows(self, name: str, most: int) -> tuple[tuple[float, ...], ...]:
        return tuple(self._numbers(name, row) for row in self._list(name, self._value(name), most))

    def optional_text(self, name: str, most: int) -> str | None:
        return None if self._absent(name) else self.text(name, most)

    def optional_integer(self, name: str) -> int | None:
        return None if self._absent(name) else self.integer(name)

    def optional_integers(self, name: str) -> tuple[int, ...]:
        return () if self._absent(name) else self.integers(name)

    def optional_shape(self, name: str) -> tuple[int, ...] | None:
        return None if self._absent(name) else self.shape(name)

    def optional_number(self, name: str, high: float) -> float | None:
        """From 0 on."""
        value = self._value(name)
        if value is None:
            return None
        if not isinstance(value, (int, float)) or isinstance(value, bool) or not 0 <= value <= high:
            self._refuse(name, f"a number from 0 to {high:g}")
        return float(value)

    def optional_texts(self, name: str, most: int, length: int) -> tuple[str, ...] | None:
        if self._absent(name):
            return None
        return tuple(self._text(name, item, length) for item in self._list(name, self._value(name), most))

    def named_integers(self, name: str) -> tuple[tuple[str, int], ...]:
        found = []
        for item in self._list(name, self._value(name), MOST_ITEMS):
            pair = self._list(name, item, 2)
            if len(pair) != 2:
                self._refuse(name, "a list of names and numbers")
            found.append((self._text(name, pair[0], 200), self._integer(name, pair[1], 0, MOST_INTEGER)))
        return tuple(found)

    def optional_word(self, name: str, words: Collection[_Word]) -> _Word | None:
        return None if self._absent(name) else self.word(name, words)

    def optional_truth(self, name: str) -> bool:
        """False where it is absent."""
        value = self._value(name)
        if value is not None and not isinstance(value, bool):
            self._refuse(name, "true or false")
        return value is True

    def done(self) -> None:
        """Refuses fields that no reader asked for: a counterpart that means something by them would be misread."""
        unknown = [str(name)[:40] for name in self._message if name not in self._read]
        if unknown:
            raise Refused("malformed", f"`{self.kind}` has no field `{unknown[0]}`")

    def _absent(self, name: str) -> bool:
        # JavaScript's encoders write null for a field that is there but undefined.
        return self._value(name) is None

    def _value(self, name: str) -> object:
        self._read.add(name)
        return self._message.get(name)

    def _integer(self, name: str, value: object, low: int, high: int) -> int:
        if type(value) is float and value.is_integer():
            value = int(value)
        if type(value) is not int or not low <= value <= high:
            self._refuse(name, f"an integer from {low} to {high}")
        return value

    def _text(self, name: str, value: object, most: int) -> str:
        if not isinstance(value, str) or len(value) > most:
            self._refuse(name, f"texts of at most {most} characters")
        return value

    def _list(self, name: str, value: object, most: int) -> list[object]:
        if not isinstance(value, list) or len(value) > most:
            self._refuse(name, f"a list of at most {most}")
        return value

    def _integers(self, name: str, value: object, high: int, most: int) -> tuple[int, ...]:
        return tuple(self._integer(name, item, 0, high) for item in self._list(name, value, most))

    def _numbers(self, name: str, value: object) -> tuple[float, ...]:
        return tuple(self._number(name, item) for item in self._list(name, value, MOST_ITEMS))

    def _number(self, name: str, value: object) -> float:
        if not isinstance(value, (int, float)):
            self._refuse(name, "a list of numbers")
        return value

    def _refuse(self, name: str, wanted: str) -> NoReturn:
        raise Refused("malformed", f"`{name[:40]}` of `{self.kind[:40]}` has to be {wanted}")
