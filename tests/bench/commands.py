"""What people type: wall time and memory from start to exit, beside `amtool` over ten alerts."""

import json
import os
import subprocess

import machine
import sender
from servers import Alertmanager, Wail

RUNS = 60
MANY = 100_000


def run(table):
    if lacking := machine.lacks("hyperfine", "wrk", "time"):
        return table.skip("commands", "wall time", lacking)
    server = Wail()
    sender.send(server, 1, limit=10)
    server.wait_decided()
    commands = {
        "wail --version": [machine.WAIL, "--version"],
        "wail who": server.command("who"),
        "wail list, 10 open": server.command("list"),
        "wail ack": server.command("ack", "1"),
    }
    floor = measure(["true"])
    print(f"    the least a process takes: {floor[0] * 1e3:.1f} ms", flush=True)
    peer = None
    if not (lacking := machine.lacks("prometheus-alertmanager", "amtool")):
        other = Alertmanager()
        sender.send(other, 1, limit=10)
        peer = measure(["amtool", f"--alertmanager.url=http://127.0.0.1:{other.port}", "alert", "query"])
        told(table, "amtool alert query, 10 alerts", peer)
    else:
        table.skip("commands", "amtool alert query, 10 alerts", lacking)
    for name, command in commands.items():
        mine = measure(command)
        # The peer again, in the same minute.
        told(table, name, mine, peer=peer and measure(
            ["amtool", f"--alertmanager.url=http://127.0.0.1:{other.port}", "alert", "query"]
        ))
    if peer:
        other.kill()
    sender.send(server, 64, limit=MANY - 10)
    server.wait_decided()
    for how in ("beside the daemon", "without a daemon"):
        mine = measure(server.command("list"))
        told(table, f"wail list, 20 of {MANY:,} {how}", mine, at_most=0.020)
        mine = measure(server.command("ack", "2"))
        told(table, f"wail ack, {MANY:,} open, {how}", mine)
        server.kill()


def told(table, name, mine, peer=None, at_most=None):
    wall, memory, spent = mine
    figure = f"{wall * 1e3:.1f} ms ({spent * 1e3:.1f} ms CPU)"
    if at_most:
        table.add("commands", name, figure, f"< {at_most * 1e3:.0f} ms", wall < at_most)
    elif peer and "--version" not in name:
        share = wall / peer[0]
        table.add("commands", name, f"{share:.2f}  {figure} : {peer[0] * 1e3:.1f} ms ({peer[2] * 1e3:.1f} ms CPU)", "<= 0.25", share <= 0.25)
    else:
        table.add("commands", name, figure)
    if name.startswith("wail"):
        table.add("commands", f"{name}, memory", f"{memory:.1f} MB", "< 8 MB", memory < 8)
    print(f"    {name}: {figure}, {memory:.1f} MB", flush=True)


def measure(command):
    """The median wall time in seconds, the memory in MB and the processor time of a command that succeeds."""
    export = os.path.join(machine.directory(), "hyperfine.json")
    timing = ["hyperfine", "-N", "--warmup=3", f"--runs={RUNS}", f"--export-json={export}"]
    quoted = " ".join(f"'{word}'" for word in command)
    subprocess.run([*timing, quoted], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    with open(export) as file:
        result = json.load(file)["results"][0]
    report = os.path.join(machine.directory(), "memory")
    # A small program in between: a child's memory counts from what its parent had.
    subprocess.run(
        [machine.which("time"), "--format=%M", f"--output={report}", *command],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
    )
    with open(report) as file:
        memory = int(file.read().split()[-1]) / 1024
    return result["median"], memory, result["user"] + result["system"]
