"""Tasks to processes of this machine. Each worker has its own pipe, so that it is known which page a process died of or hangs in.

A page whose process died is read once more at the end, alone: memory may have been short for two at once, or the process was killed from
outside. If its process dies again, that is told of the page.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from multiprocessing import connection, get_context, parent_process
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnContext, SpawnProcess

from evidence.corpus.step import PageRead, Task, failed, read_page
from evidence.errors import EvidenceError

DEFAULT_TIMEOUT = 300.0
"""Seconds for one page: a page of the largest size that is read unasked takes about a third of it on a slow machine."""

Step = Callable[[Task], PageRead]
_AHEAD = 2
"""Tasks that a worker holds, so that it need not wait for us between two pages."""


def read_in_processes(
    tasks: Iterable[Task], *, jobs: int, timeout: float = DEFAULT_TIMEOUT, step: Step = read_page
) -> Iterator[PageRead]:
    """The result of every task, as they come.

    Closing the iterator ends the processes.

    Args:
        tasks: Taken one by one as workers become free.
        jobs: Processes.
        timeout: Seconds for one page; past it, its process is killed and the page fails.
        step: What a worker does with a task; a function of a module.

    Raises:
        EvidenceError: Workers cannot be started.
    """
    suspects: list[Task] = []
    yield from _Round(jobs, timeout, step).run(tasks, suspects)
    yield from _Round(1, timeout, step).run(suspects, None)


class _Worker:
    def __init__(self, context: SpawnContext, step: Step) -> None:
        self.pipe, theirs = context.Pipe()
        self.process: SpawnProcess = context.Process(target=_serve, args=(theirs, step), daemon=True)
        self.process.start()
        theirs.close()
        self.tasks: deque[Task] = deque()
        self.since = time.monotonic()
        self.ready = False

    def give(self, task: Task) -> None:
        if not self.tasks:
            self.since = time.monotonic()
        self.tasks.append(task)
        self.pipe.send(task)

    def end(self) -> int | None:
        """Kill the process and say how it ended."""
        self.process.kill()
        self.process.join()
        self.pipe.close()
        return self.process.exitcode


class _Round:
    """One pass over tasks with a number of workers."""

    def __init__(self, jobs: int, timeout: float, step: Step) -> None:
        self.jobs, self.timeout, self.step = jobs, timeout, step
        self.context = get_context("spawn")  # a forked worker would hold the pipes of the others open
        self.workers: list[_Worker] = []
        self.again: deque[Task] = deque()

    def run(self, tasks: Iterable[Task], suspects: list[Task] | None) -> Iterator[PageRead]:
        """Results as they come; pages whose process died go to ``suspects``, or fail if there is no such list."""
        waiting = iter(tasks)
        try:
            while True:
                self._fill(waiting)
                busy = [worker for worker in self.workers if worker.tasks]
                if not busy:
                    return
                since = [worker.since for worker in busy if worker.ready]
                wait = max(0.0, min(since) + self.timeout - time.monotonic()) if since else None
                heard = connection.wait([worker.pipe for worker in busy], wait)
                for worker in busy:
                    if worker.pipe in heard:
                        yield from self._hear(worker, waiting, suspects)
                    elif worker.ready and time.monotonic() - worker.since > self.timeout:
                        worker.end()
                        self.workers.remove(worker)
                        late = worker.tasks.popleft()
                        self.again.extend(worker.tasks)
                        yield failed(
                            late.path, f"not read within {self.timeout:g} seconds; give it more with --timeout"
                        )
        finally:
            for worker in self.workers:
                worker.end()

    def _fill(self, waiting: Iterator[Task]) -> None:
        """A task for everyone before a second for anyone; a process is started only when there is a task for it."""
        for depth in range(1, _AHEAD + 1):
            for place in range(self.jobs):
                worker = self.workers[place] if place < len(self.workers) else None
                if worker is not None and len(worker.tasks) >= depth:
                    continue
                task = self.again.popleft() if self.again else next(waiting, None)
                if task is None:
                    return
                if worker is None:
                    worker = _Worker(self.context, self.step)
                    self.workers.append(worker)
                with suppress(OSError):  # it died; the end of its pipe says so next
                    worker.give(task)

    def _hear(self, worker: _Worker, waiting: Iterator[Task], suspects: list[Task] | None) -> Iterator[PageRead]:
        try:
            done = worker.pipe.recv()
        except (EOFError, OSError):
            code = worker.end()
            self.workers.remove(worker)
            if not worker.ready:
                raise EvidenceError(f"a worker process cannot be started ({_how(code)})") from None
            guilty = worker.tasks.popleft()
            self.again.extend(worker.tasks)
            if suspects is None:
                yield failed(guilty.path, f"reading it ends the process ({_how(code)}), also when it is read alone")
            else:
                suspects.append(guilty)
            return
        worker.since = time.monotonic()
        if not worker.ready:
            worker.ready = True
            return
        worker.tasks.popleft()
        self._fill(waiting)  # before the result is written, so that nobody waits for that
        yield done


def _how(code: int | None) -> str:
    if code is not None and code < 0:
        names = {item.value: item.name for item in signal.Signals}
        return f"{names.get(-code, f'signal {-code}')}{': out of memory?' if -code == 9 else ''}"
    return f"exit code {code}"


def _serve(pipe: Connection, step: Step) -> None:
    """A worker's life: one task after the other until the pipe ends, or whoever started it does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one who started us, who then ends us
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    try:
        pipe.send(None)  # here we are
        while True:
            pipe.send(step(pipe.recv()))
    except (EOFError, OSError):
        return


def _leave_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)
