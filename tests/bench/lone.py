"""One sender at a time: how long an alert takes to be durable and answered, beside a bare fdatasync.

Once with a pause between two alerts, as a monitor sends them, and once one right after the other,
where each also meets the decision about the one before it.
"""

import itertools
import json
import os
import socket
import time
from statistics import median

import machine
from servers import Wail

BLOCKS = 6
IN_A_BLOCK = 150
PAUSE = 0.01
TARGET = 1.5

_uids = itertools.count()

# What began long ago would be old news.
_BEGAN = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def webhook(uid, severity="critical", status="firing"):
    """The webhook of Alertmanager for one alert that is a group of its own."""
    labels = {"alertname": "HighLatency", "instance": "10.0.0.1:9100", "job": "node", "severity": severity, "uid": uid}
    annotations = {"summary": "p99 latency above 2 s on this host", "description": "for 5 minutes; see the runbook"}
    alert = {
        "status": status,
        "labels": labels,
        "annotations": annotations,
        "startsAt": _BEGAN,
        "endsAt": "0001-01-01T00:00:00Z",
        "generatorURL": "http://127.0.0.1:9090/graph?g0.expr=latency",
        "fingerprint": f"{hash(uid) & 0xFFFFFFFFFFFFFFFF:016x}",
    }
    body = {
        "receiver": "wail",
        "status": status,
        "alerts": [alert],
        "groupLabels": {"uid": uid},
        "commonLabels": labels,
        "commonAnnotations": annotations,
        "externalURL": "http://127.0.0.1:9093",
        "version": "4",
        "groupKey": f'{{}}:{{uid="{uid}"}}',
        "truncatedAlerts": 0,
    }
    return json.dumps(body).encode()


class Sender:
    """One connection that is kept."""

    def __init__(self, server):
        self.connection = socket.create_connection(("127.0.0.1", server.port))
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.head = f"POST {server.path} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"

    def post(self, body):
        """Sends it and waits for the answer; returns when it was sent, and how long that took."""
        request = f"{self.head}Content-Length: {len(body)}\r\n\r\n".encode() + body
        before = time.perf_counter()
        self.connection.sendall(request)
        answer = self.connection.recv(4096)
        taken = time.perf_counter() - before
        if not answer.startswith(b"HTTP/1.1 202"):
            raise RuntimeError(f"not taken: {answer!r}")
        return before, taken


def run(table):
    file = os.open(os.path.join(machine.directory(), "appended"), os.O_CREAT | os.O_APPEND | os.O_WRONLY)
    for what, pause in (("with 10 ms between them", PAUSE), ("one right after the other", 0)):
        server = Wail()
        sending = Sender(server)
        ratios, posts, floors = [], [], []
        for _ in range(BLOCKS):
            floor, taken = [], []
            # Turn by turn where there is time between them, so that both meet the same disk.
            for _ in range(IN_A_BLOCK):
                body = webhook(f"lone-{next(_uids)}")
                time.sleep(pause)
                taken.append(sending.post(body)[1])
                if pause:
                    time.sleep(pause)
                    floor.append(append(file))
            if not pause:
                floor = [append(file) for _ in range(IN_A_BLOCK)]
            floors.append(median(floor))
            posts.append(median(taken))
            ratios.append(posts[-1] / floors[-1])
        server.kill()
        value = median(ratios)
        figure = (
            f"{value:.2f} [{min(ratios):.2f} to {max(ratios):.2f}]"
            f"  p50 {median(posts) * 1e6:.0f} us : {median(floors) * 1e6:.0f} us"
        )
        print(f"    {what}: {figure}", flush=True)
        quiet = median(floors) <= machine.BAD_PHASE
        table.add("lone", f"a POST, {what}, by fdatasync", figure, f"<= {TARGET}", value <= TARGET, quiet)
    os.close(file)


def append(file):
    """How long an append of 4 KiB takes to be durable."""
    before = time.perf_counter()
    os.write(file, b"x" * 4096)
    os.fdatasync(file)
    return time.perf_counter() - before
