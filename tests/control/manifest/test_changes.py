"""Changes read as one line each, and secrets do not show by accident."""

from tailrace.control.manifest.changes import Applied, Change, MadeKey, MadeLink


def test_a_change_reads_as_one_line() -> None:
    change = Change("changed", "organisations.acme", "timezone UTC -> Asia/Tokyo")
    assert str(change) == "changed organisations.acme (timezone UTC -> Asia/Tokyo)"
    assert str(Change("removed", "organisations.acme.members.bob", "")) == (
        "removed organisations.acme.members.bob"
    )


def test_secrets_do_not_show_by_accident() -> None:
    key = MadeKey("acme", "shop", "ci", "tr_live_hunter2")
    link = MadeLink("alice@example.com", "hunter2")
    assert "hunter2" not in repr(Applied((), (key,), (link,)))
