"""The same plan on a Dask cluster: servers run in sessions on its workers, the engine stays the one that decides.

Rooms: `address` (which cluster); `wire` (messages between a run and a worker), `parcels` (files that go with a call);
on this side `link` (one worker), `membership` (who is there), `caller` (the tools), `opening`; on the other `hosting`
(a run's sessions) under `worker` (what `dask worker` loads).

Dask carries: who the workers are, connections, TLS. It is given no graph, no task and no answer to keep, because it
would repeat calls: a worker that dies takes the answers that it holds with it, and an actor's proxy calls again. Each
run has one stream to each worker. It breaks with the worker, the calls on it are lost, and the scheduler of the plan
decides what follows, as for a server that died on this machine.
"""
