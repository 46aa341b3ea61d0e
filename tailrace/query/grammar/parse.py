"""Text to a Filter: `status:error -workflow:test (provider:groq OR provider:openai)`.

    filter  = all { "OR" all }
    all     = { [ "-" ] ( "(" filter ")" | term ) }
    term    = "has:" name | field ":" value { "," value }
    value   = quoted | word with * | number | (">" | ">=" | "<" | "<=") number | number ".." number

Terms are ANDed; a backslash takes the meaning from the next character. Bare words and quoted text
will search the bodies one day: until then they are refused. What must stay true: any text gives a
Filter or a BadFilter that says where, in time that grows with its length alone.
"""

from tailrace.core.errors import BadInput
from tailrace.query.catalog import FIELDS, HAS_NAMES, TRAIT_FIELDS, Field, find_field, nearest
from tailrace.query.grammar.errors import BadFilter
from tailrace.query.grammar.filter import And, Filter, Has, Not, Or, Term
from tailrace.query.grammar.text import Text
from tailrace.query.grammar.value import read_choice

MAX_LENGTH = 2000
MAX_DEPTH = 20
MAX_TERMS = 100
_TERM = "field:value"
_JOINERS = ("OR", "AND")


def parse(text: str) -> Filter:
    """Return the filter that the text says; raises BadFilter. No text passes everything."""
    if len(text) > MAX_LENGTH:
        raise BadFilter(
            f"The filter is longer than {MAX_LENGTH:,} characters.",
            position=MAX_LENGTH,
            expected="a shorter filter",
        )
    return _Parser(text).whole()


class _Parser:
    """Recursive descent over one text; counts what bounds it."""

    def __init__(self, text: str) -> None:
        self.text = Text(text)
        self.depth = 0
        self.terms = 0

    def whole(self) -> Filter:
        tree = self.any_of() if self.text.peek_after_space() else And(())
        if not self.text.at_end():
            raise self.text.wrong("This bracket closes nothing.", expected=_TERM)
        return tree

    def any_of(self) -> Filter:
        items = [self.all_of()]
        while self.text.take_word("OR"):
            items.append(self.all_of())
        return items[0] if len(items) == 1 else Or(tuple(items))

    def all_of(self) -> Filter:
        items = [self.item()]
        while self.more():
            items.append(self.item())
        return items[0] if len(items) == 1 else And(tuple(items))

    def more(self) -> bool:
        """Whether another item follows; `AND` may be written, and means nothing."""
        if self.text.take_word("AND"):
            return True
        return self.text.peek_after_space() not in ("", ")") and not self.text.sees_word("OR")

    def item(self) -> Filter:
        character = self.text.peek_after_space()
        if character not in ("-", "("):
            return self.term()
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.text.wrong("Brackets and minus signs are too deep.", expected=_TERM)
        self.text.skip(1)
        tree = Not(self.item()) if character == "-" else self.bracket()
        self.depth -= 1
        return tree

    def bracket(self) -> Filter:
        opened = self.text.position - 1
        tree = self.any_of()
        if self.text.peek_after_space() != ")":
            raise BadFilter("This bracket is never closed.", position=opened, expected=")")
        self.text.skip(1)
        return tree

    def term(self) -> Filter:
        self.terms += 1
        start = self.text.position
        if self.terms > MAX_TERMS:
            raise self.text.wrong(f"More than {MAX_TERMS} terms.", expected="fewer terms")
        name = self.name()
        if name == "has":
            return self.has()
        field = find_field(name)
        if field is None:
            raise BadFilter(
                f"There is no field {name[:64]!r}.",
                position=start,
                expected="a field",
                nearest=nearest(name, FIELDS),
            )
        return self.values(field)

    def name(self) -> str:
        start = self.text.position
        if self.text.peek() == '"':
            raise _no_body_search(start)
        if self.text.peek() in ("", ")") or any(map(self.text.sees_word, _JOINERS)):
            raise self.text.wrong("A term is missing here.", expected=_TERM)
        pieces = self.text.word(colons=False)
        if self.text.peek() != ":" or not pieces[0]:
            raise _not_a_term("*".join(pieces), start)
        if len(pieces) > 1:
            raise BadFilter("A field's name holds no *.", position=start, expected=_TERM)
        self.text.skip(1)
        return pieces[0]

    def has(self) -> Filter:
        start = self.text.position
        name = "*".join(self.text.word(colons=False))
        if (
            name not in TRAIT_FIELDS
            and name not in HAS_NAMES
            and not _may_be_missing(find_field(name))
        ):
            raise BadFilter(
                f"has:{name[:64]} is not known.",
                position=start,
                expected="error, retry or a field",
                nearest=nearest(name, {**TRAIT_FIELDS, **HAS_NAMES, **FIELDS}),
            )
        return Has(name)

    def values(self, field: Field) -> Filter:
        choices = [read_choice(self.text, field)]
        while self.text.peek() == ",":
            self.text.skip(1)
            choices.append(read_choice(self.text, field))
        after = self.text.peek()
        if after and after != ")" and not after.isspace():
            raise self.text.wrong(f"{after!r} does not belong here.", expected="a space")
        return Term(field.name, tuple(choices))


def _may_be_missing(field: Field | None) -> bool:
    return field is not None and field.kind not in ("request_id", "trace_id", "flag", "choice")


def _no_body_search(position: int) -> BadFilter:
    return BadFilter(
        "Searching the bodies for text is not there yet.", position=position, expected=_TERM
    )


def _not_a_term(word: str, position: int) -> BadInput:
    close = nearest(word, FIELDS)
    if close is None:
        return _no_body_search(position)
    return BadFilter(
        f"{word[:64]!r} is no term.", position=position, expected=_TERM, nearest=f"{close}:…"
    )
