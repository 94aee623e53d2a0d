"""What all tests share: where samples lie, how goldens are compared, which tests are slow."""

import os
from pathlib import Path

import pytest
from demo.x_archive import write_archive
from demo.x_facts import ArchiveFacts
from hypothesis import HealthCheck, settings

from cli.circle import Circle

PROJECT = Path(__file__).parent.parent
SAMPLES = PROJECT.parent / "shared" / "samples"

settings.register_profile(  # the same examples each time; new ones are looked for by `make soak`
    "slice",
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "soak", max_examples=3000, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("slice")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--soak", action="store_true", help="run the slow suites too")
    parser.addoption("--golden-update", action="store_true", help="write golden files instead of comparing")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--soak"):
        settings.load_profile("soak")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)  # the longest files begin first
    for item in items:
        if item.get_closest_marker("browser"):  # the report counts what a browser had to be asked twice
            item.add_marker(pytest.mark.flaky(reruns=2))
    if config.getoption("--soak"):
        return
    slow = pytest.mark.skip(reason="slow: runs with `make soak`")
    for item in items:
        if item.get_closest_marker("soak"):
            item.add_marker(slow)


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of real exports and vectors made by others; they are never part of this project."""
    folder = Path(os.environ.get("WILDGRASS_SAMPLES", SAMPLES))
    if not folder.is_dir():
        pytest.skip("the samples folder is not beside the project")
    return folder


@pytest.fixture
def golden(request: pytest.FixtureRequest):
    """Compare bytes with a golden file, or write it with `make golden`."""

    def compare(path: Path, actual: bytes) -> None:
        if request.config.getoption("--golden-update"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(actual)
        assert path.is_file(), f"{path} is missing; `make golden` writes it"
        assert actual == path.read_bytes(), f"{path} differs; `make golden` shows how"

    return compare


@pytest.fixture
def circle(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Circle:
    """Three trustees, a coordinator and the real command."""
    return Circle(tmp_path, capsys)


@pytest.fixture(scope="session")
def months(tmp_path_factory: pytest.TempPathFactory) -> list[ArchiveFacts]:
    """One small account, exported twice, a month apart."""
    folder = tmp_path_factory.mktemp("months")
    sizes = {"posts": 120, "media": 12, "likes": 20, "conversations": 4, "messages": 40, "followers": 10}
    return [write_archive(folder / f"month-{n}.zip", seed=5, month=n, parts=2, **sizes) for n in (1, 2)]
