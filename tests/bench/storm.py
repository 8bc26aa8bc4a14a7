"""A storm: as many new incidents as can be sent, how much memory that takes, and what is left of it.

Then, at rest: memory and wake-ups of an idle daemon, of one with 10,000 open incidents, and how
long a daemon takes from its start until it is ready.
"""

import subprocess
import threading
import time

import machine
import sender
from servers import Alertmanager, Nginx, Wail

STORM = 100_000
# How often somebody acknowledges while it lasts, and how long that may take.
ACK_EVERY = 0.2
ACK_WITHIN = 0.050
IDLE_FOR = 20


def run(table):
    if lacking := machine.lacks("wrk"):
        return table.skip("storm", "new incidents", lacking)
    idle(table)
    ten_thousand(table)
    for batch, connections in ((100, 16), (1, 64)):
        storm(table, batch, connections)
    peer(table)


def idle(table):
    starts = []
    for _ in range(7):
        server = Wail()
        starts.append(server.started_in)
        if len(starts) < 7:
            server.kill()
    started = machine.percentile(starts, 0.5) * 1e3
    table.add("storm", "start to ready, nothing open", f"{started:.1f} ms", "<= 20 ms", started <= 20)
    time.sleep(2)
    before, spent = machine.wake_ups(server.pid), server.cpu()
    time.sleep(IDLE_FOR)
    wakes = (machine.wake_ups(server.pid) - before) / IDLE_FOR
    spent = (server.cpu() - spent) / IDLE_FOR
    memory = machine.memory(server.pid)
    server.kill()
    print(f"    idle: {memory:.1f} MB, {wakes:.2f} wake-ups a second, {spent:.4%} of a core", flush=True)
    table.add("storm", "idle, memory", f"{memory:.1f} MB", "< 12 MB", memory < 12)
    table.add("storm", "idle, wake-ups", f"{wakes:.2f} a second", "< 1", wakes < 1)


def ten_thousand(table):
    server = Wail()
    sender.send(server, 16, limit=10_000)
    server.wait_decided()
    memory, most = machine.memory(server.pid), machine.memory(server.pid, "VmHWM")
    opened = server.metric("wail_open_incidents")
    server.kill()
    if opened != 10_000:
        raise RuntimeError(f"{opened} incidents are open, not 10,000")
    print(f"    {opened:,.0f} open: {memory:.1f} MB, at most {most:.1f} MB", flush=True)
    table.add("storm", "10,000 open, memory", f"{memory:.1f} MB, at most {most:.1f} MB", "< 25 MB", memory < 25)


def storm(table, batch, connections):
    what = f"{STORM:,} incidents, {batch} a body, c={connections}"
    quiet = machine.probe() <= machine.BAD_PHASE
    server = Wail(has_storms=True)
    acks = Acks(server)
    before = server.cpu()
    sent = sender.send(server, connections, batch=batch, limit=STORM)
    drain = server.wait_decided()
    acks.stop()
    took, spent = sent.seconds + drain, (server.cpu() - before) / sent.alerts
    opened = server.metric("wail_open_incidents")
    most = machine.memory(server.pid, "VmHWM")
    size = sum(server.bytes_on_disk()) / 1e6
    quiet = machine.probe() <= machine.BAD_PHASE and quiet
    print(
        f"    {what}: accepted in {sent.seconds:.2f} s, decided {drain:.2f} s later, {spent * 1e6:.1f} us CPU each,"
        f" at most {most:.0f} MB, {opened:,.0f} open, store {size:.0f} MB, {acks.described()}",
        flush=True,
    )
    table.add("storm", f"{what}: accepted", f"{sent.seconds:.2f} s", "<= 10 s", sent.seconds <= 10, quiet)
    table.add("storm", f"{what}: decided", f"{took:.2f} s", "<= 10 s", took <= 10, quiet)
    table.add("storm", f"{what}: memory", f"at most {most:.0f} MB", "< 150 MB", most < 150)
    table.add("storm", f"{what}: open", f"{opened:,.0f}", f"{STORM:,}, and the storm", opened == STORM + 1)
    table.add("storm", f"{what}: ack meanwhile, p50", acks.described(), "< 50 ms", acks.middle < ACK_WITHIN, quiet)
    if batch == 1:
        restart(table, server)
    server.kill()


class Acks:
    """Somebody who acknowledges incident after incident while the storm lasts, each with a command of its own."""

    def __init__(self, server):
        self.server = server
        self.took = []
        self.over = threading.Event()
        self.hand = threading.Thread(target=self.acknowledge)
        self.hand.start()

    def acknowledge(self):
        # The first twenty call somebody; then there is the storm's own, and what it holds.
        for number in range(1, 1000):
            if self.over.wait(ACK_EVERY):
                return
            began = time.perf_counter()
            done = subprocess.run(self.server.command("ack", str(number)), capture_output=True, text=True)
            if done.returncode == 0:
                self.took.append(time.perf_counter() - began)
            elif self.took:
                print(f"    an ack was refused: {done.stderr.strip()[:200]}")

    def stop(self):
        self.over.set()
        self.hand.join()

    @property
    def middle(self):
        return machine.percentile(self.took, 0.5) if self.took else float("inf")

    def described(self):
        if not self.took:
            return "no ack"
        p50, most = self.middle * 1e3, max(self.took) * 1e3
        return f"{len(self.took)} acks, p50 {p50:.0f} ms, at most {most:.0f} ms"


def restart(table, server):
    """Starts again over what is open, after a crash and after a stop."""
    for how, end in (("after a crash", server.kill), ("after a stop", server.stop)):
        began = time.perf_counter()
        end()
        ended = time.perf_counter() - began
        server.start()
        started = server.started_in * 1e3
        print(f"    {how}: ended in {ended * 1e3:.0f} ms, ready in {started:.0f} ms", flush=True)
        table.add("storm", f"start to ready {how}, {STORM:,} open", f"{started:.0f} ms", "<= 200 ms", started <= 200)


def peer(table):
    published = "Alertmanager, as published: 25 s, 1,568 MB"
    if lacking := machine.lacks("prometheus-alertmanager", "nginx"):
        return table.skip("storm", published, lacking)
    receiver = Nginx()
    server = Alertmanager(receiver)
    began = time.perf_counter()
    sent = sender.send(server, 16, batch=100, limit=STORM)
    while server.notified() < sent.alerts and time.perf_counter() - began < 60:
        time.sleep(0.2)
    took = time.perf_counter() - began
    most = machine.memory(server.pid, "VmHWM")
    done = server.notified()
    server.kill()
    receiver.stop()
    print(f"    Alertmanager: accepted in {sent.seconds:.1f} s, {done:,.0f} sent out after {took:.1f} s, {most:.0f} MB")
    table.add("storm", published, f"{took:.1f} s, at most {most:.0f} MB")
