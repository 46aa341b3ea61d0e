"""Texts for prompts and answers, put together from `data/phrases.json`.

All of it is made up. A workflow has scenes; a scene has ways to ask and things to say about the
same matter, and slots such as `{product}` that are filled once per scene, so that question and
answer agree. The same state of `chance` gives the same text. Texts are much shorter than the token
counts of the recorded workload would need: they are there to be read.
"""

import re
from collections.abc import Mapping
from importlib.resources import files

import msgspec

from tailrace.demo.cast.chance import Chance

TOKENS_PER_SENTENCE = 30
LONG_PROMPT_TOKENS = 1500
"""A prompt of at least this many tokens shows an earlier turn of the conversation."""
ANYTHING = "anything"
"""The chapter for questions that no scene has."""
_SLOT = re.compile(r"\\\{(\w+)\\\}")


class Scene(msgspec.Struct, frozen=True):
    """One matter that people ask about."""

    ask: tuple[str, ...]
    say: tuple[str, ...] = ()
    """Sentences of an answer, in order; a short answer stops early."""
    whole: tuple[str, ...] = ()
    """Answers that only make sense whole (JSON); one of them is picked."""
    slots: dict[str, tuple[str, ...]] = {}
    """What differs from the workflow's slots."""


class Chapter(msgspec.Struct, frozen=True):
    """Everything that one workflow says."""

    system: str
    slots: dict[str, tuple[str, ...]]
    scenes: tuple[Scene, ...]
    joiner: str = " "

    def fill(self, scene: Scene, chance: Chance) -> dict[str, str]:
        """Return a value for each slot."""
        slots = self.slots | scene.slots
        return {name: chance.pick(choices) for name, choices in slots.items()}

    def answer(self, scene: Scene, filled: dict[str, str], chance: Chance, tokens: int) -> str:
        """Return an answer of about that many tokens, as far as the scene has something to say."""
        if scene.whole:
            return chance.pick(scene.whole).format_map(filled)
        said = scene.say[: 1 + tokens // TOKENS_PER_SENTENCE]
        return self.joiner.join(said).format_map(filled)


class Text(msgspec.Struct, frozen=True):
    """One prompt and its answer; `earlier` holds what was said before, if anything."""

    system: str
    question: str
    answer: str
    earlier: tuple[str, str] | None = None

    def messages(self) -> list[dict[str, str]]:
        """Return the prompt as OpenAI's `messages`."""
        said = [("system", self.system)]
        if self.earlier is not None:
            said += [("user", self.earlier[0]), ("assistant", self.earlier[1])]
        said.append(("user", self.question))
        return [{"role": role, "content": content} for role, content in said]


class Library:
    """All texts; holds no state that changes."""

    def __init__(self, chapters: Mapping[str, Chapter]) -> None:
        self._chapters = chapters
        self._by_system = {each.system: each for each in chapters.values() if each.system}

    def write(
        self, workflow: str, chance: Chance, *, prompt_tokens: int, completion_tokens: int
    ) -> Text:
        """Return a text for a call of these sizes; raises KeyError for an unknown workflow."""
        chapter = self._chapters[workflow]
        question, answer = _talk(chapter, chance, completion_tokens)
        earlier = None
        if prompt_tokens >= LONG_PROMPT_TOKENS:
            earlier = _talk(chapter, chance, TOKENS_PER_SENTENCE)
        return Text(chapter.system, question, answer, earlier)

    def has(self, workflow: str) -> bool:
        """Tell whether there are texts for a workflow."""
        return workflow in self._chapters

    def knows(self, system: str) -> bool:
        """Tell whether a system prompt is one of Acme's."""
        return system in self._by_system

    def answer(self, system: str, question: str, chance: Chance, tokens: int) -> str | None:
        """Return what fits a question that `write` made under that system prompt, or None."""
        chapter = self._by_system.get(system)
        for scene in chapter.scenes if chapter else ():
            heard = _hear(scene, question)
            if chapter is not None and heard is not None:
                return chapter.answer(scene, chapter.fill(scene, chance) | heard, chance, tokens)
        return None

    def excuse(self, model: str, question: str) -> str:
        """Return what the demo's provider says to a question that nobody wrote an answer for."""
        said = self._chapters[ANYTHING].scenes[0].say
        return " ".join(said).format(model=model, question=question)


def load() -> Library:
    """Read the package's texts."""
    content = (files("tailrace.demo") / "data" / "phrases.json").read_bytes()
    return Library(msgspec.json.decode(content, type=dict[str, Chapter]))


def _talk(chapter: Chapter, chance: Chance, tokens: int) -> tuple[str, str]:
    scene = chance.pick(chapter.scenes)
    filled = chapter.fill(scene, chance)
    question = chance.pick(scene.ask).format_map(filled)
    return question, chapter.answer(scene, filled, chance, tokens)


def _hear(scene: Scene, question: str) -> dict[str, str] | None:
    """Return the slots that the question was filled with, or None when it is of another scene."""
    for template in scene.ask:
        match = re.fullmatch(_pattern(template), question)
        if match is not None:
            return match.groupdict()
    return None


def _pattern(template: str) -> str:
    """Return the template as a regular expression; a slot that comes again must say the same."""
    seen: set[str] = set()

    def group(match: re.Match[str]) -> str:
        name = match[1]
        again = name in seen
        seen.add(name)
        return f"(?P={name})" if again else f"(?P<{name}>.+?)"

    doubled = re.escape(template).replace(r"\{\{", "\0").replace(r"\}\}", "\1")
    return _SLOT.sub(group, doubled).replace("\0", r"\{").replace("\1", r"\}")
