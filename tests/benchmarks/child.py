"""One module of rows, in this process: `python -m tests.benchmarks.child NAME [--quick]`. Each figure is a line of JSON."""

from __future__ import annotations

import gc
import json
import sys
from importlib import import_module

from bot.running import SWITCH_SECONDS


def main() -> None:
    module = import_module(f"tests.benchmarks.rows.{sys.argv[1]}")
    sys.setswitchinterval(SWITCH_SECONDS)  # as the service does when it is up
    gc.collect()
    gc.freeze()
    for figure in module.measure("--quick" in sys.argv):
        print(json.dumps(figure.as_json(), ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
