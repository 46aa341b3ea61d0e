import pytest

from tailrace.core.clock import SystemClock
from tailrace.core.errors import NotAllowed, NotSignedIn
from tailrace.gateway.admit.identify import check_scope, identify
from tailrace.gateway.wire.headers import RequestHeaders, sort_request
from tests.fakes.site import ALICE, EXPIRED, READER, directory

PICTURE = directory({}, {})
NOW_US = SystemClock().now_us()


def headers(value: str) -> RequestHeaders:
    return sort_request([(b"authorization", value.encode())])


@pytest.mark.parametrize("value", [f"Bearer {ALICE}", f"bearer  {ALICE} "])
def test_a_key_is_recognised(value: str) -> None:
    assert identify(PICTURE, headers(value), NOW_US).name == "alice"


@pytest.mark.parametrize(
    "value", ["", "Bearer", f"Basic {ALICE}", ALICE, "Bearer tr_live_nobody", f"Bearer {EXPIRED}"]
)
def test_what_is_no_working_key_is_refused(value: str) -> None:
    with pytest.raises(NotSignedIn) as refusal:
        identify(PICTURE, headers(value), NOW_US)
    assert "tr_live_nobody" not in refusal.value.message


def test_a_key_without_the_scope_may_not_make_calls() -> None:
    grant = identify(PICTURE, headers(f"Bearer {READER}"), NOW_US)
    with pytest.raises(NotAllowed, match="lacks the scope gateway"):
        check_scope(grant)


def test_a_key_with_the_scope_may() -> None:
    check_scope(identify(PICTURE, headers(f"Bearer {ALICE}"), NOW_US))
