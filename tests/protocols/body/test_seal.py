"""A seal goes only to the vendor that made it."""

from tailrace.protocols.body.seal import mark, own, shown, vendor_of


def test_a_seal_carries_its_vendor() -> None:
    assert mark("AbC=", "gemini") == "gemini:AbC="
    assert mark("gemini:AbC=", "anthropic") == "gemini:AbC="
    assert mark("", "gemini") == ""
    assert vendor_of("gemini:AbC=") == "gemini"
    assert vendor_of("https://a") == vendor_of("AbC=") == ""


def test_only_its_own_vendor_gets_it() -> None:
    assert own("gemini:AbC=", "gemini") == "AbC="
    assert own("gemini:AbC=", "anthropic") == ""
    assert own("AbC=", "gemini") == ""


def test_a_client_of_another_vendor_sees_whose_it_is() -> None:
    assert shown("gemini:AbC=", "gemini") == "AbC="
    assert shown("gemini:AbC=", "anthropic") == "gemini:AbC="
