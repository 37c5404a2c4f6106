"""The three servers as the tools for goals use them: each started when it is first needed, then kept."""

from collections.abc import Mapping
from typing import Any

from anyio import TASK_STATUS_IGNORED, Event, Lock
from anyio.abc import TaskGroup, TaskStatus

from orchestrator.config import ServerConfig
from orchestrator.errors import ServerError
from orchestrator.tools import ToolCaller


class Stores:
    """Calls tools of `configs`. Each server is owned by a task of `tasks`, and ends with that group."""

    def __init__(self, configs: Mapping[str, ServerConfig]) -> None:
        self._configs = configs
        self._tasks: TaskGroup | None = None
        self._opened: dict[str, ToolCaller] = {}
        self._opening = {name: Lock() for name in configs}
        self._leave = Event()

    def live_in(self, tasks: TaskGroup) -> None:
        """From now on servers may start, as tasks of this group."""
        self._tasks = tasks

    def close(self) -> None:
        self._leave.set()

    async def call(self, service: str, tool: str, **arguments: Any) -> Any:
        """The tool's result.

        Raises:
            ToolError: the tool answered that it failed.
            ServerError: the server could not be started, or died.
        """
        async with self._opening[service]:
            if service not in self._opened:
                await self._open(service)
        return await self._opened[service].call(service, tool, arguments)

    async def _open(self, service: str) -> None:
        if self._tasks is None:
            raise ServerError(service, "is not to be started outside of a served session")
        failure = await self._tasks.start(self._own, service)
        if failure is not None:
            raise failure

    async def _own(self, service: str, *, task_status: TaskStatus[Exception | None] = TASK_STATUS_IGNORED) -> None:
        from orchestrator.sessions import open_sessions  # noqa: PLC0415 - whoever only lists the tools does not wait

        begun = False
        try:
            async with open_sessions({service: self._configs[service]}) as sessions:
                self._opened[service] = sessions
                begun = True
                task_status.started(None)
                await self._leave.wait()
        except ServerError as error:
            if not begun:
                task_status.started(error)
        finally:
            self._opened.pop(service, None)
