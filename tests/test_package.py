"""The package as it is installed: its public names, what importing it loads, and its wheel and sdist."""

from __future__ import annotations

import ast
import email
import inspect
import re
import subprocess
import sys
import tarfile
import tomllib
import venv
import zipfile
from collections.abc import Collection, Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import neurocircuit as nc

ROOT = Path(__file__).parent.parent


def run(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout


def loaded(code: str) -> set[str]:
    """The top-level packages that are loaded after some code has run."""
    return set(run(f"{code}\nimport sys; print(*{{name.partition('.')[0] for name in sys.modules}})").split())


HEAVY = {"numpy", "networkx", "graphviz", "click", "llvmlite", "scipy", "dask", "distributed", "pysat", "json"}


def test_importing_the_package_loads_nothing_heavy() -> None:
    assert not loaded("import neurocircuit") & HEAVY


@pytest.mark.parametrize(
    ("code", "heavy"),
    [
        ("import neurocircuit as nc; nc.AND(1, 1)", set()),
        ("import neurocircuit as nc; nc.read('full_adder')", {"networkx", "json"}),
        ("import neurocircuit as nc; nc.read('full_adder').simulate(a=1, b=1, cin=0)", {"networkx", "numpy", "json"}),
    ],
)
def test_what_loads_on_first_use(code: str, heavy: set[str]) -> None:
    assert loaded(code) & HEAVY - {"json"} <= heavy


#: Each third-party package and the only places that may import it.
DOORS = {
    "click": ["cli/"],
    "hypothesis": ["testing.py"],
    "networkx": ["netlist/"],
    "numpy": ["simulation/", "analysis/", "synthesis/", "formats/", "rendering/", "cli/", "testing.py"],
    "scipy": ["synthesis/separation.py"],
    "graphviz": ["rendering/dot.py"],
    "llvmlite": ["simulation/engines/llvm.py"],
    "distributed": ["simulation/engines/distributed.py"],
    "pysat": ["analysis/sat.py"],
    "svglib": ["rendering/"],
    "reportlab": ["rendering/"],
    "resvg_py": ["rendering/pixels.py"],
}


def imported(path: Path) -> set[str]:
    """The packages that a module imports, in whatever way."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "import_module":
            constants = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
            found.update(str(value).partition(".")[0] for value in constants)
    return found


def test_each_third_party_package_has_one_door() -> None:
    package = ROOT / "neurocircuit"
    for path in sorted(package.rglob("*.py")):
        place = path.relative_to(package).as_posix()
        for name in imported(path) - set(sys.stdlib_module_names) - {"neurocircuit"}:
            assert any(place.startswith(door) for door in DOORS[name]), f"{place} imports {name}"


def modules() -> dict[str, Path]:
    """The modules of the package by their dotted names."""
    paths = sorted((ROOT / "neurocircuit").rglob("*.py"))
    return {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in paths}


def own_imports(path: Path, known: Collection[str]) -> Iterator[str]:
    """The modules of the package that a module imports, wherever in it the statement stands."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom) and node.module in known:
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            yield from inner & set(known) or [str(node.module)]


def test_no_files_import_each_other_in_a_circle() -> None:
    known = modules()
    # What the public names stand for is known to the package itself, for type checkers only.
    graph = {name: set(own_imports(path, known)) for name, path in known.items() if name != "neurocircuit"}
    list(TopologicalSorter(graph).static_order())


#: The modules with a table of modules that load on use.
TABLES = ("neurocircuit", "neurocircuit.cli.program", "neurocircuit.formats", "neurocircuit.simulation.engines")


def test_only_tables_name_modules_that_load_later() -> None:
    for name, path in modules().items():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "import_module":
                third_party = isinstance(node.args[0], ast.Constant) and "neurocircuit" not in str(node.args[0].value)
                assert third_party or name in TABLES, f"{name}:{node.lineno}"


def test_every_public_name_is_there_and_documented() -> None:
    for name in nc.__all__:
        assert getattr(nc, name).__doc__
    assert nc.read("xor") == nc.XOR
    with pytest.raises(AttributeError, match="no attribute 'NANT'"):
        nc.NANT  # noqa: B018
    assert dir(nc) == sorted([*nc.__all__, "__version__", "list"])
    assert "xor" in nc.list()


@pytest.fixture(scope="module")
def distributions(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The wheel and the sdist, built with what is installed."""
    folder = tmp_path_factory.mktemp("dist")
    pytest.importorskip("hatchling")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    return sorted(folder.iterdir())


def test_what_the_distributions_hold(distributions: list[Path]) -> None:
    wheel, sdist = distributions
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {"neurocircuit/circuits/gates/and.json", "neurocircuit/formats/circuit.schema.json"} <= names
    assert {"neurocircuit/py.typed", "neurocircuit/logic/chow.xz", "neurocircuit/synthesis/pairs.xz"} <= names
    assert {name.partition("/")[0] for name in names if ".dist-info" not in name} == {"neurocircuit"}
    with tarfile.open(sdist) as archive:
        tops = {name.split("/")[1] for name in archive.getnames() if "/" in name}
    assert tops <= {"neurocircuit", "circuits", "tests", "pyproject.toml", "README.md", "PKG-INFO", ".gitignore"}


def test_what_an_index_shows(distributions: list[Path]) -> None:
    wheel, _ = distributions
    with zipfile.ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        shown = email.message_from_string(archive.read(name).decode())
    text = str(shown.get_payload())
    # Nothing leads to a file that an index does not have; everything else is there.
    assert re.findall(r"\]\((?!https?://)|<img|src=", text) == []
    readme = (ROOT / "README.md").read_text()
    kept = [line for line in readme.splitlines() if "](" not in line and line not in ("| | |", "|---|---|")]
    left_out = [line for line in kept if line not in text.splitlines()]
    assert left_out == [
        "`python -m tests.rendering.gallery` draws these anew; a test fails when one is older than its circuit."
    ]
    assert shown["Version"] == nc.__version__
    assert shown["Description-Content-Type"].startswith("text/markdown")
    assert any(entry.startswith("Development Status :: ") for entry in shown.get_all("Classifier", []))


def test_the_groups_for_development_are_the_extra() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = project["dependency-groups"]
    assert [entry["include-group"] for entry in groups["dev"]] == [name for name in groups if name != "dev"]
    grouped = sorted(package for name in groups if name != "dev" for package in groups[name])
    own, *extra = project["project"]["optional-dependencies"]["dev"]
    assert own.startswith("neurocircuit[")
    assert grouped == sorted(extra)


@pytest.mark.parametrize("kind", [0, 1], ids=["wheel", "sdist"])
def test_installed_outside_the_repository(distributions: list[Path], tmp_path: Path, kind: int) -> None:
    venv.create(tmp_path / "venv", with_pip=False, system_site_packages=False, symlinks=True)
    python = tmp_path / "venv" / "bin" / "python"
    site = next((tmp_path / "venv" / "lib").iterdir()) / "site-packages"
    # The dependencies are borrowed from here; the package itself is the installed one.
    borrowed = [entry for entry in sys.path if entry.endswith(("site-packages", "dist-packages"))]
    install = [sys.executable, "-m", "pip", "install", "--no-deps", "--no-build-isolation", "--quiet"]
    subprocess.run([*install, "--target", str(site), str(distributions[kind])], check=True, capture_output=True)
    (site / "borrowed.pth").write_text("\n".join(borrowed))
    code = (
        "import neurocircuit as nc, json; from neurocircuit.formats import library\n"
        "print(nc.__file__)\n"
        "print(nc.read('full_adder').simulate(a=1, b=1, cin=0)['cout'], len(library.names()) >= 30)\n"
        "json.loads(library.schema())\n"
    )
    done = subprocess.run([python, "-c", code], capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.split("\n")
    assert lines[0].startswith(str(site))
    assert lines[1] == "1 True"


def test_every_public_class_and_function_shows_what_it_does() -> None:
    functions = [getattr(nc.blocks, name) for name in dir(nc.blocks) if not name.startswith("_")]
    blocks = [function for function in functions if getattr(function, "__module__", "") == nc.blocks.__name__]
    public = [getattr(nc, name) for name in dir(nc) if name not in ("blocks", "XOR", "__version__")]
    shown = {value: inspect.getdoc(value) or "" for value in [*public, *blocks]}
    assert [value for value, doc in shown.items() if ">>>" not in doc] == []
