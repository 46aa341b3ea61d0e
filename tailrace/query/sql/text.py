"""Texts as SQL conditions: equal, one of, like; tags and customer data through their indexes."""

import re

from tailrace.query.catalog import Field
from tailrace.query.grammar.filter import Choice, Exact, Glob
from tailrace.query.sql.columns import Columns, any_of, path_of


def text_condition(columns: Columns, field: Field, choices: tuple[Choice, ...]) -> str:
    """Return the condition that the text is one of the choices."""
    exact = [choice.text for choice in choices if isinstance(choice, Exact)]
    globs = [choice for choice in choices if isinstance(choice, Glob)]
    if field.choices:
        exact += [word for word in field.choices if any(passes(glob, word) for glob in globs)]
        globs = []
    parts = _one_of(columns, field, exact) if exact else []
    return any_of([*parts, *(_like(columns, field, glob) for glob in globs)])


def passes(choice: Choice, text: str) -> bool:
    """Whether a known text is what the choice asks for."""
    if isinstance(choice, Glob):
        pattern = ".*".join(map(re.escape, choice.pieces))
        return re.fullmatch(pattern, text, re.DOTALL) is not None
    return choice == Exact(text)


def _one_of(columns: Columns, field: Field, texts: list[str]) -> list[str]:
    if not columns.holds(field):
        if field.kind == "tags":
            return _tagged(columns, texts)
        if field.kind == "customer":
            return [_customer(columns, field, text) for text in texts]
    if len(texts) == 1:
        return [f"{columns.sql(field)} = {columns.parameters.bind(texts[0], 'String')}"]
    return [f"{columns.sql(field)} IN {columns.parameters.bind_all(texts, 'String')}"]


def _tagged(columns: Columns, texts: list[str]) -> list[str]:
    wanted = [text for text in texts if text]
    some = columns.parameters.bind_all(wanted, "String")
    return [
        *([f"hasAny(s.tags, {some})"] if wanted else []),
        *(["empty(s.tags)"] if "" in texts else []),
    ]


def _customer(columns: Columns, field: Field, text: str) -> str:
    """Ask the text index for `path=value`; where that is ambiguous, look at the value too."""
    if not text:
        return f"{columns.sql(field)} = ''"
    path = path_of(field)
    item = f"has(s.customer_items, {columns.parameters.bind(f'{path}={text}', 'String')})"
    if "=" not in path + text:
        return item
    value = columns.parameters.bind(text, "String")
    return f"({item} AND {columns.sql(field)} = {value})"


def _like(columns: Columns, field: Field, glob: Glob) -> str:
    pattern = columns.parameters.bind("%".join(map(_literal, glob.pieces)), "String")
    if field.kind == "tags" and not columns.holds(field):
        return f"arrayExists(tag -> tag LIKE {pattern}, s.tags)"
    return f"{columns.sql(field)} LIKE {pattern}"


def _literal(piece: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", piece)
