"""Taking alerts in: every one durable before its answer, beside Alertmanager, which keeps them in memory.

Three ways are measured. `info` alerts are kept, read and logged, which is what Alertmanager does with
a receiver that delivers nothing. `critical` ones go all the way: each opens an incident and pages,
which Alertmanager here does not do. By the `door`, `info` alerts come in as they are pushed to an
Alertmanager, the very bytes that the peer is sent.
"""

from dataclasses import dataclass

import machine
import sender
from pairs import in_turn, middle, ratio
from servers import Alertmanager, Wail, WailDoor

# Connections, alerts in a body, and what is aimed for: the rate, the processor time and the p99,
# each by Alertmanager's.
LOADS = [
    (16, 1, 1.0, 0.7, 1.0),
    (64, 1, 1.3, 0.7, 1.0),
    (1, 1, None, None, None),
    (16, 100, 3.0, 0.3, None),
]


@dataclass
class Taken:
    sent: sender.Sent
    cpu: float  # of each alert while they were sent, in seconds
    cpu_decided: float  # the same until all of them were decided
    drain: float  # how long that took after the last was sent


def wail(severity, connections, batch, server=Wail):
    server = server()
    before = server.cpu()
    sent = sender.send(server, connections, batch=batch, severity=severity)
    during = server.cpu()
    drain = server.wait_decided()
    after = server.cpu()
    server.kill()
    return Taken(sent, (during - before) / sent.alerts, (after - before) / sent.alerts, drain)


def alertmanager(connections, batch):
    server = Alertmanager()
    before = server.cpu()
    sent = sender.send(server, connections, batch=batch)
    spent = (server.cpu() - before) / sent.alerts
    server.kill()
    return Taken(sent, spent, spent, 0)


def run(table):
    lacking = machine.lacks("wrk", "prometheus-alertmanager")
    if lacking:
        return table.skip("ingest", "beside Alertmanager", lacking)
    for load in LOADS:
        compare(table, *load)


def compare(table, connections, batch, rate_target, cpu_target, p99_target):
    name = f"c={connections}" + (f", {batch} a body" if batch > 1 else "")
    print(f"  {name}", flush=True)
    rounds = in_turn(
        {
            "peer": lambda: alertmanager(connections, batch),
            "info": lambda: wail("info", connections, batch),
            "critical": lambda: wail("critical", connections, batch),
            "door": lambda: wail("info", connections, batch, WailDoor),
        }
    )
    for who in ("peer", "info", "critical", "door"):
        print(f"    {who:9}{describe(rounds, who)}", flush=True)
    for who in ("info", "critical", "door"):
        what = f"{name}, {who}"
        for figure, of, unit, scale, target, is_met in (
            ("rate", lambda taken: taken.sent.rate, "/s", 1, rate_target, float.__ge__),
            ("CPU while sent", lambda taken: taken.cpu, " us", 1e6, None, None),
            ("CPU until decided", lambda taken: taken.cpu_decided, " us", 1e6, cpu_target, float.__le__),
            ("p99", lambda taken: taken.sent.p99, " ms", 1e3, p99_target, float.__le__),
        ):
            value, spread = ratio(rounds, who, "peer", of)
            sign = ">=" if is_met is float.__ge__ else "<="
            figures = f"{middle(rounds, who, of) * scale:,.1f}{unit} : {middle(rounds, 'peer', of) * scale:,.1f}{unit}"
            table.add(
                "ingest",
                f"{what}, {figure}",
                f"{spread}  {figures}",
                f"{sign} {target}" if target else "",
                is_met(value, target) if target else None,
                rounds.are_quiet,
            )


def describe(rounds, who):
    def of(figure):
        return middle(rounds, who, figure)

    return (
        f"{of(lambda taken: taken.sent.rate):8,.0f}/s"
        f"  p50 {of(lambda taken: taken.sent.p50) * 1e3:.2f} ms"
        f"  p99 {of(lambda taken: taken.sent.p99) * 1e3:.2f} ms"
        f"  CPU an alert {of(lambda taken: taken.cpu) * 1e6:.1f} us, decided {of(lambda taken: taken.cpu_decided) * 1e6:.1f} us"
        f"  decided {of(lambda taken: taken.drain):.2f} s after the last"
    )
