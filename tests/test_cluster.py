"""A real Dask cluster of several processes: one is killed in mid-build, another comes late, and
the bytes are those of a build by one process alone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pytest
from distributed import Client

from suowu import demo
from suowu.cluster import DaskCrew, NoCrew, crew_of
from suowu.cluster.tasks import read_office
from suowu.corridor import build
from suowu.crew import Crew, Disagreed, Job
from suowu.ledger import Book
from suowu.publish import PROJECT, Target
from suowu.stages import SourceTree
from tests.counties import ROOT, tree

ALONE = [sys.executable, "-P", "-m", "distributed.cli.dask_worker", "--nworkers", "1"]
QUIET = ["--no-dashboard", "--nthreads", "1", "--no-nanny", "--host", "127.0.0.1"]


@dataclass
class Cluster:
    """A scheduler, and workers in the order in which they came."""

    address: str
    folder: Path
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def join(self) -> None:
        """One more worker."""
        own = self.folder / f"worker-{len(self.workers)}"
        command = [*ALONE, self.address, *QUIET, "--local-directory", str(own)]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        silent = subprocess.DEVNULL
        self.workers.append(
            subprocess.Popen(command, env=environment, stdout=silent, stderr=silent, cwd=own.parent)
        )

    def kill(self, number: int) -> None:
        """As a power cut does."""
        self.workers[number].send_signal(signal.SIGKILL)
        self.workers[number].wait()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    folder = tmp_path_factory.mktemp("cluster")
    said = folder / "scheduler.json"
    command = [sys.executable, "-P", "-m", "distributed.cli.dask_scheduler", "--no-dashboard"]
    command += ["--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(said)]
    silent = subprocess.DEVNULL
    scheduler = subprocess.Popen(command, stdout=silent, stderr=silent, cwd=folder)
    with Client(scheduler_file=str(said), timeout=60, set_as_default=False) as client:
        found = Cluster(client.scheduler.address, folder)
        for _ in range(2):
            found.join()
        client.wait_for_workers(2, timeout=60)
    yield found
    for each in (*found.workers, scheduler):
        each.kill()
        each.wait()


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("county") / "records"
    demo.write(folder, offices=3, cases=24)
    return folder


def the_site(
    records: Path, folder: Path, *, crew: Crew | None = None, tell: object = None
) -> dict[str, bytes]:
    """A site built below `folder`, with a cache of its own."""
    shapes = {name: ROOT / name for name in ("content", "templates")}
    county = SourceTree(records=records, cache=folder / "cache", fonts=None, **shapes)
    target = Target(out=folder / "site", cache=folder / "cache", project=PROJECT)

    def day_of(book: Book) -> date:
        return demo.AS_OF

    told = tell or (lambda step, done: None)
    made = build(county, day_of, target=target, crew=crew, tell=told)  # type: ignore[arg-type]
    assert made.report is not None and not made.report.refused
    return dict(tree(folder / "site"))


@pytest.fixture
def small_shares(monkeypatch: pytest.MonkeyPatch) -> None:
    """A small county is spread as a large one is."""
    monkeypatch.setattr("suowu.publish.build.PARALLEL_FROM", 10)
    monkeypatch.setattr("suowu.derive.results.PARALLEL_FROM", 10)
    monkeypatch.setattr("suowu.cluster._MOST", 8)


@pytest.mark.usefixtures("small_shares")
def test_one_is_killed_and_one_comes_late(cluster: Cluster, records: Path, tmp_path: Path) -> None:
    """Who is killed holds tasks then: what it had begun, another begins again."""
    heard: list[str] = []

    def tell(step: str, done: tuple[int, int]) -> None:
        heard.append(step)
        if step in ("网页", "DOCX") and done[0] >= 100 and len(cluster.workers) == 2:
            cluster.kill(0)
            cluster.join()

    with crew_of(cluster.address) as crew:
        theirs = the_site(records, tmp_path / "theirs", crew=crew, tell=tell)
        done = crew.client.run(lambda dask_worker: dask_worker.state.executed_count)
    assert len(done) == 2 and all(count > 0 for count in done.values())  # the late one too
    assert len(cluster.workers) == 3 and {"网页", "DOCX"} <= set(heard)
    ours = the_site(records, tmp_path / "ours")
    assert theirs.keys() == ours.keys()
    assert [path for path in ours if theirs[path] != ours[path]] == []


def test_a_worker_of_another_version_is_not_believed(cluster: Cluster, tmp_path: Path) -> None:
    job = Job(
        records=tmp_path,
        content=tmp_path,
        templates=tmp_path,
        fonts=None,
        cache=tmp_path,
        project=tmp_path,
        program="another",
    )
    with (
        crew_of(cluster.address) as crew,
        pytest.raises(Disagreed, match="不是同一个版本"),
    ):
        crew.read(job, ["qinghe"])
    with pytest.raises(Disagreed):
        read_office(replace(job, program=""), "qinghe")


def test_nobody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("suowu.cluster._PATIENCE", 1)
    with pytest.raises(NoCrew, match=r"tcp://127\.0\.0\.1:9"), crew_of("tcp://127.0.0.1:9"):
        pass


def test_what_is_asked_at_once_is_of_one_office() -> None:
    heard: list[tuple[str, ...]] = []

    class Hears(DaskCrew):
        def __init__(self) -> None:
            pass

        def _each(self, task: object, job: object, *, asked: object) -> Iterator[object]:
            heard.extend(some for _, some in asked)  # type: ignore[attr-defined]
            yield from ()

    paths = [f"print/{office}/leave/{n:03}.pdf" for n in range(70) for office in ("a", "b")]
    assert list(Hears().make(None, paths, staged=Path("/new"))) == []  # type: ignore[arg-type]
    assert [len(some) for some in heard] == [60, 10, 60, 10]
    assert all(len({path.split("/")[1] for path in some}) == 1 for some in heard)
