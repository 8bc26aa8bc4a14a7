"""Sends alerts with wrk and says how it went."""

import itertools
import json
import os
import signal
import subprocess
import time
from dataclasses import dataclass

import machine

SCRIPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "sender.lua")

_runs = itertools.count()


@dataclass
class Sent:
    """What became of one load."""

    alerts: int
    seconds: float
    p50: float
    p99: float
    most: float

    @property
    def rate(self):
        return self.alerts / self.seconds


def send(server, connections, *, batch=1, severity="critical", seconds=None, limit=0, repeat=0, run=None):
    """Posts to `server`, for so many seconds or until so many alerts were taken."""
    threads = 2 if connections > 1 else 1
    environment = dict(
        os.environ,
        TO=server.speaks,
        PATH_TO=server.path,
        SEVERITY=severity,
        BATCH=str(batch),
        OPEN=str(repeat),
        LIMIT=str(limit),
        RUN=run or f"r{next(_runs)}",
        THREADS=str(threads),
    )
    lasts = 90 if limit else seconds or machine.SECONDS
    command = [
        "wrk",
        f"-t{threads}",
        f"-c{connections}",
        f"-d{lasts:.0f}s",
        "--timeout=60s",
        "--latency",
        f"--script={SCRIPT}",
        f"http://127.0.0.1:{server.port}",
    ]
    result, took = run_wrk(command, environment, threads)
    if result["refused"] or result["broken"]:
        print(f"  {server.name}: {result['refused']} refused, {result['broken']} broken off")
    answered = result["kept"] if limit else result["requests"] - result["refused"]
    return Sent(
        alerts=answered * batch,
        seconds=took if limit else result["microseconds"] / 1e6,
        p50=result["p50"] / 1e6,
        p99=result["p99"] / 1e6,
        most=result["max"] / 1e6,
    )


def run_wrk(command, environment, threads):
    """What the script reports, and how long it took until every thread had sent its share."""
    began = time.perf_counter()
    process = machine.started(
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    )
    took, shares, lines = 0.0, 0, []
    for line in process.stdout:
        lines.append(line)
        if line.startswith("SHARE DONE"):
            shares += 1
            if shares == threads:
                took = time.perf_counter() - began
                process.send_signal(signal.SIGINT)
    process.wait()
    found = [line for line in lines if line.startswith("RESULT ")]
    if not found:
        raise RuntimeError(f"wrk failed: {''.join(lines)}")
    return json.loads(found[0].removeprefix("RESULT ")), took or time.perf_counter() - began
