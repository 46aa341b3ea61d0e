"""The vendor's own client against the gateway: nothing about it knows that we are in between."""

import openai
import pytest

from tests.fakes.site import ALICE, Site


@pytest.fixture
def client(site: Site):
    with openai.OpenAI(base_url=site.v1, api_key=ALICE, max_retries=0) as made:
        yield made


def test_chat(client: openai.OpenAI, site: Site) -> None:
    answer = client.chat.completions.create(
        model="gpt-4o-mini", messages=[{"role": "user", "content": "Hi"}]
    )
    assert answer.choices[0].message.content == "Water flows on."
    print(site.ledger.request)
