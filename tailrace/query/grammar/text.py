"""A text that is read from left to right, one character, word or quote at a time."""

from tailrace.query.grammar.errors import BadFilter
from tailrace.query.grammar.filter import is_special


class Text:
    """The filter's text and how far it is read; `position` counts characters from 0."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.position = 0

    def peek(self) -> str:
        """Return the next character; empty at the end."""
        return self._text[self.position : self.position + 1]

    def peek_after_space(self) -> str:
        """Skip white space and return the next character; empty at the end."""
        while self.peek().isspace():
            self.position += 1
        return self.peek()

    def at_end(self) -> bool:
        return self.peek_after_space() == ""

    def skip(self, characters: int) -> None:
        self.position += characters

    def sees_word(self, word: str) -> bool:
        """Whether this word stands here on its own."""
        end = self.position + len(word)
        after = self._text[end : end + 1]
        return self._text.startswith(word, self.position) and (
            not after or after in "()" or after.isspace()
        )

    def take_word(self, word: str) -> bool:
        """Skip white space and the word, if it stands there on its own."""
        self.peek_after_space()
        return self.sees_word(word) and self.take(word)

    def take(self, mark: str) -> bool:
        """Skip these characters, if they stand right here."""
        found = self._text.startswith(mark, self.position)
        if found:
            self.skip(len(mark))
        return found

    def word(self, *, colons: bool) -> list[str]:
        """Read a bare word, cut at its asterisks; `colons`: whether it may hold colons."""
        pieces = [""]
        while character := self.peek():
            if character == "\\":
                pieces[-1] += self._escaped()
            elif character == "*":
                pieces.append("")
                self.skip(1)
            elif is_special(character) and not (colons and character == ":"):
                break
            else:
                pieces[-1] += character
                self.skip(1)
        return pieces

    def quoted(self) -> str:
        """Read a text in double quotes, the next character being the first of them."""
        start = self.position
        self.skip(1)
        text = ""
        while self.peek() != '"':
            if not self.peek():
                raise BadFilter("This quote is never closed.", position=start, expected='"')
            if self.peek() == "\\":
                text += self._escaped()
            else:
                text += self.peek()
                self.skip(1)
        self.skip(1)
        return text

    def wrong(self, problem: str, *, expected: str) -> BadFilter:
        """Return the error that something is wrong here."""
        return BadFilter(problem, position=self.position, expected=expected)

    def _escaped(self) -> str:
        self.skip(1)
        character = self.peek()
        if not character:
            raise self.wrong("A backslash ends the filter.", expected="a character after it")
        self.skip(1)
        return character
