"""Picks the benches that were asked for, runs them, and prints one table of what they came to."""

import signal
import sys
import time

import commands
import first_use
import ingest
import kill
import lone
import machine
import monitors
import noise
import ring
import rotas
import screen
import sounding
import storm
import whole_way
from table import Table

BENCHES = {
    "ingest": ingest.run,
    "whole-way": whole_way.run,
    "lone": lone.run,
    "ring": ring.run,
    "sound": sounding.run,
    "storm": storm.run,
    "monitors": monitors.run,
    "noise": noise.run,
    "commands": commands.run,
    "rotas": rotas.run,
    "screen": screen.run,
    "kill": kill.run,
    "first-use": first_use.run,
}


def main(names):
    unknown = [name for name in names if name not in BENCHES]
    if unknown:
        print(f"there is no bench `{unknown[0]}`\nhint: there are {', '.join(BENCHES)}", file=sys.stderr)
        return 2
    # Being told to stop unwinds, so that everything that was started is stopped.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    table = Table()
    began = time.monotonic()
    for missing, why in machine.missing_peers():
        print(f"{missing} is not installed: {why} is not measured")
    try:
        for name in names or BENCHES:
            print(f"\n== {name}   ({machine.load()})", flush=True)
            BENCHES[name](table)
    finally:
        machine.stop_everything()
        table.print()
        print(f"{machine.noise()}; {time.monotonic() - began:.0f} s in all")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
