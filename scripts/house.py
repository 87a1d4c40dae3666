"""What `run` and `test` both need set up. Standard library only, for it runs before anything is installed.

Everything made lies in `.venv/`, `node_modules/` and `var/`. Each step is skipped when the files it was made from
have not changed, so a second start takes seconds.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable
from ctypes.util import find_library
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VAR = ROOT / "var"
STATIC = VAR / "static"
PYTHON = VENV / "bin" / "python"
NODE_AT_LEAST = 20

# What PDFs need from Debian: {package: the library in it}. app/web/pdf.py knows the same names.
PRINTING = {
    "libpango-1.0-0": "pango-1.0",
    "libpangoft2-1.0-0": "pangoft2-1.0",
    "libharfbuzz-subset0": "harfbuzz-subset",
}


def say(line: str) -> None:
    """Print one line at once, also where output is piped."""
    print(line, flush=True)


def stop(line: str) -> None:
    """End with a sentence that says what to do."""
    sys.exit(f"\n{line}")


def call(*command: object, env: dict[str, str] | None = None) -> None:
    """Run a tool quietly; where it fails, show what it said and stop."""
    done = subprocess.run(
        [str(part) for part in command], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    if done.returncode:
        stop(f"{done.stdout}{done.stderr}\nThis command failed: {' '.join(str(part) for part in command)}")


def environment() -> dict[str, str]:
    """The environment for Python programs: compiled modules go to var/, not beside the sources."""
    return {**os.environ, "PYTHONPYCACHEPREFIX": str(VAR / "cache" / "python")}


def digest(*paths: Path) -> str:
    """One digest over these files' names and contents, folders taken whole."""
    sum_ = hashlib.sha256(sys.version.encode())
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file():
                sum_.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
    return sum_.hexdigest()


def once(stamp: Path, made_of: str) -> bool:
    """Is this the first time with these files? Call `stamp.write_text(made_of)` when the step is done."""
    return not stamp.exists() or stamp.read_text() != made_of


def python() -> None:
    """A virtual environment with the locked dependencies."""
    if sys.version_info < (3, 11):  # noqa: UP036 - whoever starts it may have an older one
        stop(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}. Install it and start again.")
    if not PYTHON.exists():
        say("Making the Python environment …")
        try:
            venv.create(VENV, with_pip=True, clear=VENV.exists())
        except subprocess.CalledProcessError:
            shutil.rmtree(VENV, ignore_errors=True)
            stop("Python's venv module is not whole here. On Debian: apt-get install python3-venv, then start again.")
    requirements("requirements.lock")
    if once(stamp := VENV / "installed", digest(ROOT / "pyproject.toml")):
        call(PYTHON, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--editable", ROOT)
        stamp.write_text(digest(ROOT / "pyproject.toml"))


def requirements(lock: str) -> None:
    """Install a hash-locked list, unless it is installed already."""
    made_of = digest(ROOT / "scripts" / lock)
    if once(stamp := VENV / lock, made_of):
        say(f"Installing {lock.removesuffix('.lock')} …")
        call(PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes", "--requirement", ROOT / "scripts" / lock)
        stamp.write_text(made_of)


def assets() -> None:
    """The front end's files in var/static, built with Node from the PATH, or with Node from the package index."""
    sources = [
        ROOT / "package.json",
        ROOT / "package-lock.json",
        ROOT / "scripts" / "build.mjs",
        ROOT / "app/web/assets",
    ]
    made_of = digest(*sources)
    if not once(stamp := STATIC / ".stamp", made_of):
        return
    env = dict(os.environ)
    if not node_is_recent():
        say("Node is missing or too old here; installing it into .venv …")
        requirements("node.lock")
        env["PATH"] = f"{VENV / 'bin'}{os.pathsep}{env['PATH']}"
    say("Building the pages' styles and scripts …")
    call("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", env=env)
    call("node", ROOT / "scripts" / "build.mjs", env=env)
    stamp.write_text(made_of)


def printing() -> None:
    """The libraries that make PDFs, installed where this user may install; else a line that says what does not work."""
    if still := debian({package: lambda name=name: bool(find_library(name)) for package, name in PRINTING.items()}):
        say(
            f"Not here: {', '.join(still)}. Plans and letters can be printed as pages but not as PDF. "
            f"On Debian: apt-get install {' '.join(still)}."
        )


def debian(wanted: dict[str, Callable[[], bool]], *more: str) -> list[str]:
    """Install what is not here, if this is Debian and this user may; returns what is still missing.

    wanted: {package: is it here?}. more: packages that come along.
    """
    missing = [package for package, here in wanted.items() if not here()]
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        say(f"Installing {' and '.join(missing)} …")
        env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], env=env, check=False, stdout=subprocess.DEVNULL)
        install = ["apt-get", "install", "-qq", "--no-install-recommends", *missing, *more]
        subprocess.run(install, env=env, check=False, stdout=subprocess.DEVNULL)
    return [package for package in missing if not wanted[package]()]


def node_is_recent() -> bool:
    """Are a recent Node and npm on the PATH?"""
    if not (shutil.which("node") and shutil.which("npm")):
        return False
    said = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False).stdout
    version = re.match(r"v(\d+)\.", said)
    return bool(version) and int(version[1]) >= NODE_AT_LEAST
