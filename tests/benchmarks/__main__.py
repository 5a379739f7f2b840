"""All benchmarks, or those that are named: `python -m tests.benchmarks [presses] [teams_sends]`. Exits with 1 if any misses its limit."""

from __future__ import annotations

import pkgutil
import subprocess
import sys
from pathlib import Path


def main() -> None:
    every = sorted(found.name for found in pkgutil.iter_modules([str(Path(__file__).parent)]) if not found.name.startswith("_"))
    named = sys.argv[1:] or every
    unknown = set(named) - set(every)
    if unknown:
        raise SystemExit(f"there is no benchmark {', '.join(sorted(unknown))}; there are {', '.join(every)}")
    codes = []
    for name in named:  # each in a process of its own, so that none warms or burdens the next
        print(f"{name}:", flush=True)
        codes.append(subprocess.run([sys.executable, "-m", f"tests.benchmarks.{name}"], check=False).returncode)
    sys.exit(max(codes))


if __name__ == "__main__":
    main()
