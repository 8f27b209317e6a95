"""Tasks to a Dask cluster: the same step on other machines, which see the documents under the same paths and have the same tables.

Dask gives a task to another worker when one dies, and gives up after some deaths: also on tasks that merely waited beside the one that
kills. So what it gives up on is read once more at the end, one at a time; if its worker dies again, that is told of the page.
"""

from __future__ import annotations

import asyncio
import faulthandler
import logging
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from typing import Any

from evidence.corpus.step import PageRead, Task, failed, read_page
from evidence.corpus.workers import DEFAULT_TIMEOUT, Step
from evidence.errors import EvidenceError, MissingExtra, ServiceError

_AHEAD = 4
"""Tasks for each thread of the cluster that are on their way."""
_SECONDS_TO_CONNECT = 6
_LOGGERS = ("distributed", "distributed.client", "tornado", "tornado.application", "asyncio")
"""They would print what goes wrong with its traces, before it is told here."""
_STANDARD_ERROR = 2
_ONE_AT_A_TIME = threading.Lock()


def read_on_cluster(
    tasks: Iterable[Task], *, address: str, timeout: float = DEFAULT_TIMEOUT, step: Step = read_page
) -> Iterator[PageRead]:
    """The result of every task, as they come.

    Args:
        tasks: Taken one by one as workers become free.
        address: Of the scheduler, such as ``tcp://10.0.0.1:8786``.
        timeout: Seconds for one page; past it, its worker ends itself, and Dask starts another one.
        step: What a worker does with a task; a function of a module that workers have.

    Raises:
        MissingExtra: The package ``distributed`` is not installed.
        ServiceError: No scheduler answers, it has no workers, or it goes away.
    """
    try:
        from distributed import Client
    except ImportError:
        raise MissingExtra("reading on a Dask cluster", "cluster") from None
    for name in _LOGGERS:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        _shake_hands(address)
        client: Any = Client(address, timeout=_SECONDS_TO_CONNECT, set_as_default=False)  # type: ignore[no-untyped-call,unused-ignore]
    except (OSError, ValueError, TimeoutError) as error:
        raise ServiceError(
            f"{address}: no Dask scheduler answers there ({str(error) or 'what listens says nothing of Dask'}); start one with 'dask scheduler'"
        ) from None
    try:
        try:
            client.wait_for_workers(1, timeout=_SECONDS_TO_CONNECT)
        except TimeoutError:
            raise ServiceError(
                f"{address}: the scheduler has no workers; start some with 'dask worker {address} --nthreads 1'"
            ) from None
        suspects: list[Task] = []
        many = _AHEAD * max(1, sum(client.nthreads().values()))
        yield from _results(client, address, tasks, many, timeout, step, suspects)
        yield from _results(client, address, suspects, 1, timeout, step, None)
    finally:
        client.close()


def _shake_hands(address: str) -> None:
    """Greets what listens at the address, for ``Client`` waits without end for the answer of a server that is not Dask's.

    In a thread of its own, since a notebook's already runs an event loop.

    Raises:
        OSError: Nothing listens there, or it closes the connection.
        TimeoutError: What listens there does not answer as Dask does.
        ValueError: That is no address.
    """
    from distributed.comm.core import connect

    async def greet() -> None:
        async with asyncio.timeout(_SECONDS_TO_CONNECT + 1):  # the one is for what ``connect`` itself has to tell
            comm = await connect(address, timeout=_SECONDS_TO_CONNECT)  # type: ignore[no-untyped-call,unused-ignore]
            await comm.close()

    with ThreadPoolExecutor(max_workers=1) as thread:
        thread.submit(asyncio.run, greet()).result()


def _results(
    client: Any,
    address: str,
    tasks: Iterable[Task],
    ahead: int,
    timeout: float,
    step: Step,
    suspects: list[Task] | None,
) -> Iterator[PageRead]:
    """Results as they come, ``ahead`` tasks at a time; what Dask gives up on goes to ``suspects``, or fails if there is no such list."""
    from distributed import KilledWorker

    waiting = iter(tasks)
    done: SimpleQueue[Any] = SimpleQueue()
    out: dict[str, tuple[Any, Task]] = {}
    try:
        while True:
            while len(out) < ahead and (task := next(waiting, None)) is not None:
                future = client.submit(_within, step, task, timeout, pure=False)
                out[future.key] = future, task
                future.add_done_callback(done.put)
            if not out:
                return
            future = done.get()
            _, task = out.pop(future.key)
            try:
                page = future.result()  # if its worker died with it meanwhile, this waits for another's
            except Exception as error:
                if future.status != "error":
                    raise ServiceError(
                        f"{address}: the scheduler went away; what was read so far is kept, run the command again to go on"
                    ) from error
                if not isinstance(error, KilledWorker):
                    what = f"{type(error).__name__}: {error}".splitlines()[0][:200]
                    page = failed(task.path, f"the cluster gave no result ({what})", EvidenceError.exit_code)
                elif suspects is not None:
                    suspects.append(task)
                    continue
                else:
                    page = failed(
                        task.path,
                        f"reading it ends its worker or takes longer than {timeout:g} seconds, also when it is read alone",
                    )
            yield page
    finally:
        client.cancel([future for future, _ in out.values()])


def _within(step: Step, task: Task, timeout: float) -> PageRead:
    """What a worker does: the step, within its time, or the end of the worker; no thread of Python's can end another one.

    One page at a time in a process: more threads win nothing here, and the clock that ends a process is one for all of them.
    """
    with _ONE_AT_A_TIME:
        faulthandler.dump_traceback_later(timeout, exit=True, file=_STANDARD_ERROR)
        try:
            return step(task)
        finally:
            faulthandler.cancel_dump_traceback_later()
