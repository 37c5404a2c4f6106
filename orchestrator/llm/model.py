"""A model behind an OpenAI-compatible endpoint, on this machine or elsewhere: messages in, its text out.

Where it is and who pays, the environment says: `OPENAI_BASE_URL`, `OPENAI_API_KEY`, `OPENAI_MODEL`.
"""

import os
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Literal, TypedDict, cast

from orchestrator.errors import ConfigError, ModelError

_SECONDS = 120.0


class Message(TypedDict):
    role: Literal["system", "user", "assistant"]
    content: str


Ask = Callable[[Sequence[Message]], Awaitable[str]]
"""What the model answers to a conversation."""


def asking(name: str | None = None) -> Ask:
    """Asks the model `name`, else that of the environment.

    Raises:
        ConfigError: the extra is not installed, or no model is named.
    """
    model = name or os.environ.get("OPENAI_MODEL")
    if not model:
        raise ConfigError("model", "name one with --model or OPENAI_MODEL; OPENAI_BASE_URL says where it is")
    try:
        import openai  # noqa: PLC0415 - an extra, and half a second
    except ImportError:
        raise ConfigError("model", "asking one needs the extra `llm`: uv run --extra llm …") from None
    # A server on this machine wants no key, but the library does.
    client = openai.AsyncOpenAI(api_key=os.environ.get("OPENAI_API_KEY", "none"), timeout=_SECONDS, max_retries=2)

    async def ask(messages: Sequence[Message]) -> str:
        try:
            answer = await client.chat.completions.create(model=model, messages=cast("Any", messages))
        except openai.APIStatusError as error:
            raise ModelError(f"{client.base_url} answered {error.status_code} for {model!r}: {_line(error)}") from None
        except openai.OpenAIError as error:
            raise ModelError(f"{client.base_url} could not be asked: {_line(error)}") from None
        return (answer.choices[0].message.content if answer.choices else None) or ""

    return ask


def _line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
