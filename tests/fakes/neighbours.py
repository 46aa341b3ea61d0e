"""Three organisations on one running server, each with a project, a provider, a key and people.

Alice owns acme and may look at globex; Bob is new in acme and has only a sign-in link; Charlie owns
globex; Dora owns initech.
"""

import re
from dataclasses import dataclass

import openai

from tests.fakes.installation import SECRET, Installation

ALICE, BOB = "alice@example.com", "bob@example.com"
CHARLIE, DORA = "charlie@example.com", "dora@example.com"
PASSWORD = "a long enough password"
ORGANISATION = """
  - name: {name}
    members: [{members}]
    projects:
      - name: {project}
        providers: [{{name: openai, kind: openai, base_url: "{provider}/v1", api_key: sk-fake}}]
        keys: [{{name: ci, scopes: [gateway, read]{secret}}}]
"""


@dataclass(frozen=True)
class Neighbours:
    """The server, the secret of each organisation's key, and the sign-in link of each newcomer."""

    installation: Installation
    secrets: dict[str, str]
    links: dict[str, str]

    @property
    def url(self) -> str:
        return self.installation.url

    def client(self, organisation: str) -> openai.OpenAI:
        """Return the vendor's own client, pointed at the gateway."""
        return openai.OpenAI(
            base_url=f"{self.url}/v1", api_key=self.secrets[organisation], max_retries=0
        )

    def ask(self, organisation: str, question: str, user: str = "u_17") -> str:
        """Make a call and return its id, once it is stored."""
        answer = self.client(organisation).chat.completions.with_raw_response.create(
            model="openai/gpt-4o-mini", messages=[{"role": "user", "content": question}], user=user
        )
        self.installation.wait_stored()
        return str(answer.headers["x-tailrace-request-id"])

    def count(self, organisation: str) -> int:
        """Return how many requests of the organisation are stored."""
        answer = self.installation.get("/metrics", self.secrets[organisation], metrics="requests")
        total: int = answer["data"][0]["requests"]
        return total


def settle(installation: Installation, provider_url: str) -> Neighbours:
    """Make everybody, start the server, and return what `apply` printed once."""
    password, known = f", password: {PASSWORD}", ', secret: "${TR_KEY}"'
    organisations = (
        ("acme", "shop", known, ((ALICE, "owner", password), (BOB, "member", ""))),
        ("globex", "depot", "", ((CHARLIE, "owner", password), (ALICE, "viewer", ""))),
        ("initech", "lab", "", ((DORA, "owner", password),)),
    )
    texts = [
        ORGANISATION.format(
            name=name, project=project, secret=secret, members=_list(people), provider=provider_url
        )
        for name, project, secret, people in organisations
    ]
    file = installation.folder / "neighbours.yaml"
    file.write_text("organisations:\n" + "".join(texts))
    applied = installation.run("apply", "-f", str(file))
    assert applied.returncode == 0, applied.stderr
    installation.start()
    secrets = re.findall(r"^secret +(\w+)/\w+ ci: (\S+)$", applied.stdout, re.MULTILINE)
    links = re.findall(r"^sign-in +(\S+): http://[^/]+(\S+)$", applied.stdout, re.MULTILINE)
    return Neighbours(installation, {"acme": SECRET, **dict(secrets)}, dict(links))


def _list(people: tuple[tuple[str, str, str], ...]) -> str:
    return ", ".join(f"{{email: {email}, role: {role}{more}}}" for email, role, more in people)
