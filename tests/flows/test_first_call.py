"""The main job: a call of an unmodified client is on the dashboard within two seconds."""

import contextlib
import time

import openai
import pytest

from tests.fakes.installation import OTHER_SECRET, SECRET, Installation

pytestmark = pytest.mark.slow
VISIBLE_WITHIN_S = 2.0


def test_a_call_is_seen_in_two_seconds_and_survives_a_restart(installation: Installation) -> None:
    installation.start()
    client = openai.OpenAI(base_url=f"{installation.url}/v1", api_key=SECRET, max_retries=0)
    answer = client.chat.completions.with_raw_response.create(
        model="openai/gpt-4o-mini",
        messages=[{"role": "user", "content": "Where is my order?"}],
        user="u_17",
        metadata={"segment": "enterprise"},
    )
    request_id = answer.headers["x-tailrace-request-id"]
    called = time.monotonic()
    while not (rows := installation.get("/requests", filter=f"id:{request_id}")["data"]):
        assert time.monotonic() - called < VISIBLE_WITHIN_S
        time.sleep(0.02)

    (row,) = rows
    assert (row["status"], row["user"], row["project"], row["key"]) == (
        "success",
        "u_17",
        "shop",
        "ci",
    )
    assert row["customer_data"] == {"segment": "enterprise"}
    assert row["cost_usd"] == answer.headers["x-tailrace-cost-usd"]
    detail = installation.get(f"/requests/{request_id}")["data"]
    assert "Where is my order?" in detail["input"]
    assert len(detail["attempts"]) == 1

    assert installation.stop() == 0
    installation.start()
    assert installation.get(f"/requests/{request_id}")["data"] == detail
    assert installation.get("/requests", secret=OTHER_SECRET)["data"] == []


def test_metrics_equal_a_recount_of_the_rows(installation: Installation) -> None:
    installation.start()
    client = openai.OpenAI(base_url=f"{installation.url}/v1", api_key=SECRET, max_retries=0)
    for number in range(12):
        model = "openai/gpt-4o-mini" if number % 4 else ""
        with contextlib.suppress(openai.APIStatusError):
            client.chat.completions.create(
                model=model, messages=[{"role": "user", "content": str(number)}]
            )
    installation.wait_stored()

    rows = installation.get("/requests", limit=100)["data"]
    (total,) = installation.get(
        "/metrics", metrics="requests,errors,total_tokens,cost_usd,attempts,error_rate"
    )["data"]
    known = [row for row in rows if row["prompt_tokens"] is not None]
    assert total["requests"] == len(rows) == 12
    assert total["errors"] == sum(row["status"] == "error" for row in rows) == 3
    assert total["error_rate"] == pytest.approx(3 / 12)
    assert total["attempts"] == sum(row["attempts"] for row in rows) == 9
    assert total["total_tokens"] == sum(r["prompt_tokens"] + r["completion_tokens"] for r in known)
    snapshot = installation.get("/snapshot")
    assert sum(day["requests"] for day in snapshot["chart"]) == 12
    assert snapshot["cost_usd"] == total["cost_usd"]


def test_apply_twice_changes_nothing_and_a_taken_folder_is_said(
    installation: Installation,
) -> None:
    again = installation.run("apply", "-f", str(installation.manifest))
    assert "nothing to change" in again.stdout
    installation.start()
    second = installation.run("migrate")
    assert second.returncode == 2
    assert "tailrace:" in second.stderr
    assert "Traceback" not in second.stderr
