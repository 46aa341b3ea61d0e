from types import SimpleNamespace
from typing import Any

from tailrace.core.clock import SystemClock
from tailrace.gateway.relay.tools import Tools


def test_answers_tell_whole_seconds() -> None:
    nothing: Any = SimpleNamespace()
    tools = Tools(SystemClock(), nothing, nothing, nothing, nothing, 1)
    assert abs(tools.now_s - SystemClock().now_us() / 1e6) < 2
