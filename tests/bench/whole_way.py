"""All the way: an incident opened, routed and paged, beside Alertmanager with a webhook receiver.

On this side a page has rung the bell of a terminal and its proof is on the record; on the other the
receiver has answered. Then the same open alerts are sent again and again: that must be cheap, and
the store must not grow.
"""

import time
from dataclasses import dataclass

import machine
import sender
from pairs import in_turn, middle, ratio
from servers import Alertmanager, Nginx, Wail

CONNECTIONS = 16
REPEATED = 1000  # open alerts of each of wrk's two threads


@dataclass
class Done:
    rate: float  # alerts a second, until the last of them was done
    cpu: float
    grown: float = 0  # bytes for each alert


def wail_new():
    server = Wail()
    before = server.cpu()
    sent = sender.send(server, CONNECTIONS)
    drain = server.wait_decided()
    spent = server.cpu() - before
    server.kill()
    return Done(sent.alerts / (sent.seconds + drain), spent / sent.alerts)


def wail_repeats():
    server = Wail()
    sender.send(server, CONNECTIONS, repeat=REPEATED, seconds=2, run="same")
    server.wait_decided()
    size = sum(server.bytes_on_disk())
    before = server.cpu()
    sent = sender.send(server, CONNECTIONS, repeat=REPEATED, run="same")
    drain = server.wait_decided()
    spent = server.cpu() - before
    grown = sum(server.bytes_on_disk()) - size
    is_one_each = server.metric("wail_open_incidents") == 2 * REPEATED
    server.kill()
    if not is_one_each:
        raise RuntimeError("repeats of open alerts opened incidents")
    return Done(sent.alerts / (sent.seconds + drain), spent / sent.alerts, grown / sent.alerts)


def alertmanager_new():
    receiver = Nginx()
    server = Alertmanager(receiver)
    before, began = server.cpu(), time.perf_counter()
    sent = sender.send(server, CONNECTIONS)
    while server.notified() < sent.alerts and time.perf_counter() - began < 60:
        time.sleep(0.05)
    took = time.perf_counter() - began
    spent = server.cpu() - before
    server.kill()
    receiver.stop()
    return Done(sent.alerts / took, spent / sent.alerts)


def run(table):
    lacking = machine.lacks("wrk", "prometheus-alertmanager", "nginx")
    if lacking:
        return table.skip("whole-way", "beside Alertmanager", lacking)
    rounds = in_turn({"peer": alertmanager_new, "new": wail_new, "repeats": wail_repeats})
    quiet = rounds.are_quiet
    for who, what, target in (("new", "new alerts", 1.0), ("repeats", "repeats of open alerts", 3.0)):
        value, spread = ratio(rounds, who, "peer", lambda done: done.rate)
        mine, peers = (middle(rounds, one, lambda done: done.rate) for one in (who, "peer"))
        figure = f"{spread}  {mine:,.0f}/s : {peers:,.0f}/s"
        print(f"    {what}: {figure}", flush=True)
        table.add("whole-way", f"{what}, by the peer's new ones", figure, f">= {target}", value >= target, quiet)
        _, spread = ratio(rounds, who, "peer", lambda done: done.cpu)
        mine, peers = (middle(rounds, one, lambda done: done.cpu) * 1e6 for one in (who, "peer"))
        table.add("whole-way", f"{what}, CPU", f"{spread}  {mine:.1f} us : {peers:.1f} us")
    grown = max(results["repeats"].grown for results in rounds)
    table.add("whole-way", "repeats, growth of the store", f"{grown:.2f} bytes an alert", "0", grown < 1)
