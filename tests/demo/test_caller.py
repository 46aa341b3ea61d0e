from collections import Counter

import msgspec

from tailrace.demo.caller import Caller, LiveCall
from tailrace.demo.cast.acme import PROJECTS
from tailrace.demo.cast.phrases import Library
from tailrace.demo.provider.speech import read

WORKFLOWS = {workflow.name for project in PROJECTS for workflow in project.workflows}
DOORS = {"/chat/completions", "/messages", "/responses", "/ai", "/embeddings"}


def many(library: Library, count: int = 1500) -> list[LiveCall]:
    caller = Caller(library)
    return [caller.next() for _ in range(count)]


def test_the_same_seed_makes_the_same_calls(library: Library) -> None:
    one, two = Caller(library, 3), Caller(library, 3)
    assert [one.next() for _ in range(50)] == [two.next() for _ in range(50)]


def test_calls_come_from_every_project_through_every_door(library: Library) -> None:
    calls = many(library)
    assert {call.project for call in calls} == {project.name for project in PROJECTS}
    paths = Counter(call.path for call in calls)
    assert set(paths) == DOORS
    assert min(paths.values()) > 40
    assert paths.most_common(1)[0][0] == "/chat/completions"


def test_most_calls_run_a_workflow_and_some_name_a_model(library: Library) -> None:
    calls = many(library)
    named = [call.body.get("workflow") or call.body["model"] for call in calls]
    runs = [name for name in named if name in WORKFLOWS]
    assert 0.7 < len(runs) / len(calls) < 0.9
    assert set(runs) == WORKFLOWS
    models = set(named) - WORKFLOWS
    assert all("/" in model for model in models)
    assert {"openai/gpt-4.5-preview", "openai/text-embedding-3-small"} <= models


def test_every_call_says_whose_it_is(library: Library) -> None:
    for call in many(library, 300):
        user = call.body.get("user") or call.body["metadata"]["user_id"]
        assert "_" in user
        assert call.headers["x-tailrace-session"].startswith("s-live-")


def test_every_body_is_what_its_format_asks_for(library: Library) -> None:
    forms = {"/chat/completions": "openai", "/messages": "anthropic", "/responses": "responses"}
    for call in many(library, 300):
        if call.path in forms:
            asked = read(forms[call.path], msgspec.json.encode(call.body))
            assert asked.messages[0]["role"] == "system"
            assert asked.messages[-1]["role"] == "user"
            assert bool(asked.stream) == call.body.get("stream", False)


def test_only_streams_are_left(library: Library) -> None:
    calls = many(library)
    streamed = sum(call.body.get("stream", False) for call in calls)
    assert 0.3 < streamed / len(calls) < 0.8
    assert all(call.body.get("stream") for call in calls if call.leaves)
    assert any(call.leaves for call in calls)
