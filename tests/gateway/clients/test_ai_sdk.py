"""The Vercel AI SDK, unmodified, from npm and on the Node that the build carries.

The lock file in tests/clients/ai-sdk is installed when it is not there; without a way to npm's
registry these tests are skipped.
"""

import json
import subprocess
from typing import Any

import pytest

from tests.fakes.anthropic_provider import saying
from tests.fakes.site import ALICE
from tests.gateway.conftest import Vendors
from tools.build_web import ROOT, find_node, install, npm

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("ai-sdk")]
FOLDER = ROOT / "tests" / "clients" / "ai-sdk"
SAID = {
    "openai/gpt-4o-mini": "Water flows on.",
    "anthropic/claude-sonnet-4-5": "Rain falls down.",
    "gemini/gemini-2.5-flash": "Snow melts away.",
}
CALLED = {"name": "weather", "input": {"city": "Berlin"}, "output": "Sunny in Berlin"}
TOOL = {**CALLED, "finishReason": "tool-calls"}
FORMATS = ("chat", "responses", "messages")
JOBS = ("generated", "streamed", "calledTool", "streamedTool", "finishedAfterTool")


@pytest.fixture(scope="module", autouse=True)
def installed() -> None:
    try:
        install(FOLDER)
    except SystemExit as failure:
        try:
            npm(FOLDER, "ping")
        except SystemExit:
            pytest.skip("npm's registry cannot be reached, so there is no AI SDK to test with")
        pytest.fail(str(failure))


def run(vendors: Vendors, model: str, format_: str, *jobs: str) -> dict[str, Any]:
    """Run the client's program; returns what each job came to."""
    command = [str(find_node()[0]), "client.mjs", vendors.site.url, ALICE, model, format_, *jobs]
    ended = subprocess.run(command, cwd=FOLDER, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    found: dict[str, Any] = json.loads(ended.stdout)
    return found


@pytest.mark.parametrize("model", SAID)
@pytest.mark.parametrize("format_", FORMATS)
def test_texts_streams_and_tools(vendors: Vendors, format_: str, model: str) -> None:
    said = SAID[model]
    if (format_, model) == ("responses", "openai/gpt-4o-mini"):
        # The fake speaks chat only, as Mistral does, so it is asked under that name.
        vendors.site.configure(mistral=vendors.site.base_urls["openai"])
        model = "mistral/gpt-4o-mini"
    found = run(vendors, model, format_, *JOBS)
    for job in ("generated", "streamed"):
        assert found[job].pop("tokens") > 0
        assert found[job] == {"text": said, "finishReason": "stop"}
    assert found["calledTool"] == found["streamedTool"] == TOOL
    assert found["finishedAfterTool"] == {"text": said}


@pytest.mark.parametrize("format_", ["chat", "responses"])
def test_an_object_of_a_schema(vendors: Vendors, format_: str) -> None:
    vendors.anthropic.then(saying('{"city": "Rome"}'))
    found = run(vendors, "anthropic/claude-sonnet-4-5", format_, "structured")
    assert found["structured"] == {"city": "Rome"}


def test_a_refusal_is_its_own_error(vendors: Vendors) -> None:
    found = run(vendors, "openai/gpt-4o-mini", "chat", "refused")
    assert found["refused"]["status"] == 404
    assert "No provider lists" in found["refused"]["message"]
