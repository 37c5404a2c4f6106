"""The three servers as the tools for goals use them: each started when it is first needed, then kept."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from anyio import TASK_STATUS_IGNORED, Event, Lock, create_task_group
from anyio.abc import TaskGroup, TaskStatus

from orchestrator.config import ServerConfig
from orchestrator.errors import ServerError, innermost
from orchestrator.tools import Catalogue

if TYPE_CHECKING:
    from mcp_types import CallToolResult

    from orchestrator.sessions import Sessions


class Stores:
    """Calls tools of `configs`. Each server is owned by a task of `tasks`, and ends with that group."""

    def __init__(self, configs: Mapping[str, ServerConfig]) -> None:
        self._configs = configs
        self._tasks: TaskGroup | None = None
        self._opened: dict[str, Sessions] = {}
        self._opening = {name: Lock() for name in configs}
        self._leave = Event()

    def live_in(self, tasks: TaskGroup) -> None:
        """From now on servers may start, as tasks of this group."""
        self._tasks = tasks

    def close(self) -> None:
        self._leave.set()

    @property
    def catalogue(self) -> Catalogue:
        """What the servers say of their tools, those that were started."""
        return {name: tools for each in self._opened.values() for name, tools in each.catalogue.items()}

    async def ready(self) -> None:
        """Start all servers that are not there, at once.

        Raises:
            ServerError: one could not be started.
        """
        try:
            async with create_task_group() as starting:
                for service in self._configs:
                    starting.start_soon(self._opened_for, service)
        except ExceptionGroup as group:
            raise innermost(group) from None

    async def call(self, service: str, tool: str, arguments: Mapping[str, Any]) -> Any:
        """The tool's result.

        Raises:
            ToolError: the tool answered that it failed.
            ServerError: the server could not be started, or died.
        """
        return await (await self._opened_for(service)).call(service, tool, arguments)

    async def answer(self, service: str, tool: str, arguments: Mapping[str, Any]) -> "CallToolResult":
        """All that the tool answered: also the pictures, of which the result has none.

        Raises: as `call`.
        """
        return await (await self._opened_for(service)).answer(service, tool, arguments)

    async def _opened_for(self, service: str) -> "Sessions":
        async with self._opening[service]:
            if service not in self._opened:
                await self._open(service)
        return self._opened[service]

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
