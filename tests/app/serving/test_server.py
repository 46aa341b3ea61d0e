"""Addresses are taken, told and refused clearly."""

import pytest

from tailrace.app.serving.server import address, listen, local_address
from tailrace.core.errors import BadInput
from tailrace.settings import load


def test_port_zero_picks_a_free_one_and_tells_it() -> None:
    settings = load({}, port=0)
    with listen(settings) as listener:
        port = listener.getsockname()[1]
        assert address(settings, listener) == f"http://127.0.0.1:{port}"


def test_a_taken_port_is_said_in_a_sentence() -> None:
    with listen(load({}, port=0)) as listener:
        taken = load({}, port=listener.getsockname()[1])
        with pytest.raises(BadInput, match="Cannot listen on") as caught:
            listen(taken)
    assert "--port" in caught.value.hint


@pytest.mark.parametrize(("host", "shown"), [("0.0.0.0", "127.0.0.1"), ("127.0.0.1", "127.0.0.1")])
def test_this_machine_reaches_every_host(host: str, shown: str) -> None:
    settings = load({}, host=host, port=0)
    with listen(settings) as listener:
        assert local_address(settings, listener).startswith(f"http://{shown}:")


def test_the_public_address_wins_for_people_only() -> None:
    settings = load({}, port=0, public_url="https://llm.example.com/")
    with listen(settings) as listener:
        assert address(settings, listener) == "https://llm.example.com"
        assert local_address(settings, listener).startswith("http://127.0.0.1:")
