"""YAML with places: each complaint says where, and never repeats a value."""

import pytest

from tailrace.control.manifest.document import Element, Source, read_document
from tailrace.core.errors import BadInput

SOURCE = Source("t.yaml", {"NAME": "Ada", "EMPTY": "", "TRICKY": "a: [b]\n${NAME}"})


def read(text: str) -> Element:
    return read_document(text, SOURCE)


def only(text: str) -> Element:
    return read(f"it: {text}").fields(["it"], [])["it"]


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("plain", "plain"),
        ("'quoted text'", "quoted text"),
        ("2024", "2024"),
        ("yes", "yes"),
        ("0123", "0123"),
        ("2027-01-01", "2027-01-01"),
        ("''", ""),
        ("${NAME}", "Ada"),
        ("Dr ${NAME} ${NAME}", "Dr Ada Ada"),
        ("${EMPTY}", ""),
        ("$NAME $5", "$NAME $5"),
        ("$${NAME}", "${NAME}"),
        ("${TRICKY}", "a: [b]\n${NAME}"),
    ],
)
def test_a_text_is_what_was_written_with_its_variables(text: str, meaning: str) -> None:
    assert only(text).text() == meaning


def test_a_variable_that_is_not_set_fails() -> None:
    with pytest.raises(BadInput, match=r"^t\.yaml:1:5: it: The variable MISSING is not set\.$"):
        only("${MISSING}").text()


@pytest.mark.parametrize("text", ["", "null", "~", "[a]", "{a: b}"])
def test_what_is_no_text_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match=r"it: This has to be a text\."):
        only(text).text()


@pytest.mark.parametrize(("text", "flag"), [("true", True), ("No", False), ("off", False)])
def test_a_flag_is_true_or_false(text: str, *, flag: bool) -> None:
    assert only(text).flag() is flag


@pytest.mark.parametrize("text", ["'true'", "1", "maybe", "[true]"])
def test_what_is_no_flag_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match=r"it: This has to be true or false\."):
        only(text).flag()


def test_items_carry_their_index_in_the_path() -> None:
    items = only("\n  - {name: a}\n  - {name: b}").items()
    assert [item.fields(["name"], [])["name"].path for item in items] == [
        "it[0].name",
        "it[1].name",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("nome: a", "t.yaml:1:1: nome: This is not a known key."),
        ("name: a\nname: b", "t.yaml:2:1: name: The key is given twice."),
        ("size: 1", "t.yaml:1:1: the file: The key name is missing."),
        ("[name]", "t.yaml:1:1: the file: This has to be a mapping with name, size."),
        ("[]: a", "t.yaml:1:1: []: This is not a known key."),
    ],
)
def test_a_mapping_is_read_strictly(text: str, message: str) -> None:
    with pytest.raises(BadInput) as caught:
        read(text).fields(["name", "size"], ["name"])
    assert caught.value.message == message


def test_an_unknown_key_gets_the_nearest_or_all() -> None:
    hints = []
    for key in ("nane", "zzz"):
        with pytest.raises(BadInput) as caught:
            read(f"{key}: a").fields(["name", "size"], [])
        hints.append(caught.value.hint)
    assert hints == ["Did you mean name?", "Known keys are name, size."]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("[1, 2.5, true, null, a]", [1, 2.5, True, None, "a"]),
        ("{a: {b: [{}]}, 1: x}", {"a": {"b": [{}]}, "1": "x"}),
        ("'1'", "1"),
        ("0x10", 16),
        ("1.0e+20", 1e20),
        ("2027-01-01", "2027-01-01"),
        ("{a: 'Dr ${NAME}', '${NAME}': 1}", {"a": "Dr Ada", "${NAME}": 1}),
    ],
)
def test_a_definition_is_plain_with_its_variables(text: str, value: object) -> None:
    assert only(text).plain() == value


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("&a [*a]", "nested more than 40 deep"),
        ("{a: 1, a: 2}", "The key a is given twice"),
        ("{[a]: 1}", "A key has to be a text"),
        ("1" * 5000, "not a number that can be kept"),
        ("${MISSING}", "MISSING is not set"),
    ],
)
def test_what_cannot_be_plain_is_told(text: str, message: str) -> None:
    with pytest.raises(BadInput, match=message):
        only(text).plain()


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("targets[1].weight", "t.yaml:1:28: it.targets[1].weight: No."),
        ("targets[1].missing", "t.yaml:1:19: it.targets[1].missing: No."),
        ("targets[9]", "t.yaml:1:15: it.targets[9]: No."),
        ("", "t.yaml:1:5: it: No."),
    ],
)
def test_a_path_leads_to_its_element_or_near_it(path: str, says: str) -> None:
    element = only("{targets: [a, {weight: 3}]}")
    assert element.at(path).complaint("No.").message == says


def test_a_failed_check_is_told_with_its_place() -> None:
    def refuse(text: str) -> str:
        raise BadInput("No.", hint=f"It has {len(text)} characters.")

    with pytest.raises(BadInput, match=r"^t\.yaml:1:5: it: No\.$") as caught:
        only("abc").checked(refuse)
    assert caught.value.hint == "It has 3 characters."


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "t.yaml: The file is empty."),
        ("# nothing", "t.yaml: The file is empty."),
        (
            "a: [hunter2",
            "t.yaml:1:12: This is not YAML: expected ',' or ']', but got '<stream end>'",
        ),
        ("a: b: hunter2", "t.yaml:1:5: This is not YAML: mapping values are not allowed here"),
        ("a: *hunter2", "t.yaml:1:4: This is not YAML: found undefined alias"),
        ("a: 1\n---\nb: 2", "t.yaml:2:1: This is not YAML: but found another document"),
        ("a: \x00", "t.yaml: This is not YAML: "),
    ],
)
def test_what_is_not_yaml_is_told_with_line_and_column(text: str, message: str) -> None:
    with pytest.raises(BadInput) as caught:
        read(text)
    assert caught.value.message.startswith(message)


def test_values_are_not_shown() -> None:
    assert "Ada" not in repr(only("${NAME}"))
    assert "secret-value" not in repr(only("secret-value"))
