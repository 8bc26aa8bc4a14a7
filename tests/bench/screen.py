"""The live screen with 10,000 open incidents: its first frame, a key to its frame in a stream of changes, at rest."""

import fcntl
import os
import select
import struct
import subprocess
import termios
import threading
import time
import urllib.request

import machine
import sender
from servers import Wail

OPEN = 10_000
STARTS = 15
KEYS = 200
CHANGES = 100
REST = 30


class Screen:
    """`wail watch` at a terminal of its own, beside a daemon that decides."""

    def __init__(self, server, rows=60, columns=200):
        self.terminal, inside = os.openpty()
        fcntl.ioctl(inside, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.began = time.perf_counter()
        self.process = machine.started(subprocess.Popen(
            server.command("watch"),
            env=dict(os.environ, TERM="xterm-256color", LC_ALL="C.UTF-8"),
            stdin=inside,
            stdout=inside,
            stderr=inside,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        ))
        os.close(inside)

    def until(self, what, patience=10):
        """Reads until that was drawn, and says when."""
        drawn, until = b"", time.perf_counter() + patience
        while (left := until - time.perf_counter()) > 0:
            if not select.select([self.terminal], [], [], left)[0]:
                break
            drawn += os.read(self.terminal, 65536)
            if what in drawn:
                return time.perf_counter()
        raise RuntimeError(f"{what} was not drawn: {drawn[-2000:]}")

    def settle(self):
        """Reads what was drawn until there is a pause."""
        try:
            while select.select([self.terminal], [], [], 0.004)[0]:
                os.read(self.terminal, 65536)
        except OSError:
            # Nobody writes any more.
            pass

    def end(self):
        # The first one asks, where something is open; the second one leaves.
        os.write(self.terminal, b"\x03\x03")
        # A terminal that reads nothing any more would hold up its last words.
        until = time.perf_counter() + 10
        while self.process.poll() is None and time.perf_counter() < until:
            self.settle()
        self.process.wait(1)
        os.close(self.terminal)


def run(table):
    if lacking := machine.lacks("wrk"):
        return table.skip("screen", "everything", lacking)
    server = Wail()
    sender.send(server, 8, batch=100, limit=OPEN)
    server.wait_decided()
    first = machine.percentile([first_frame(server) for _ in range(STARTS)], 0.5)
    table.add("screen", f"first frame, {OPEN:,} open", f"{first * 1e3:.1f} ms", "< 60 ms", first < 0.060)
    screen = Screen(server)
    screen.until(b"SUMMARY")
    rest(table, screen)
    keys(table, server, screen)
    screen.end()


def first_frame(server):
    """From the start of the program until the list is there."""
    screen = Screen(server)
    took = screen.until(b"critical") - screen.began
    screen.end()
    return took


def rest(table, screen):
    time.sleep(5)
    reading = threading.Thread(target=screen_reader, args=(screen, REST))
    before = machine.cpu(screen.process.pid)
    reading.start()
    reading.join()
    share = (machine.cpu(screen.process.pid) - before) / REST
    table.add("screen", "at rest, the station included", f"{share * 100:.2f} % of a core", "< 0.3 %", share < 0.003)


def screen_reader(screen, seconds):
    until = time.perf_counter() + seconds
    while (left := until - time.perf_counter()) > 0:
        if select.select([screen.terminal], [], [], left)[0]:
            os.read(screen.terminal, 65536)


def keys(table, server, screen):
    """A key moves the mark: that is drawn with its line."""
    stop = threading.Event()
    changing = threading.Thread(target=change, args=(server, stop))
    changing.start()
    taken = []
    for number in range(KEYS):
        screen.settle()
        before = time.perf_counter()
        os.write(screen.terminal, b"\x1b[B" if number % 2 == 0 else b"\x1b[A")
        taken.append(screen.until(b"> ") - before)
        time.sleep(0.02)
    stop.set()
    changing.join()
    middle, slow = machine.percentile(taken, 0.5), machine.percentile(taken, 0.95)
    figure = f"{middle * 1e3:.1f} ms, 95 in 100 within {slow * 1e3:.1f} ms"
    table.add("screen", f"a key to its frame at {CHANGES} changes a second", figure, "< 16 ms", slow < 0.016)


def change(server, stop):
    number = 0
    while not stop.is_set():
        body = f'[{{"labels": {{"alertname": "change", "number": "{number}", "severity": "warning"}}}}]'.encode()
        url = f"http://127.0.0.1:{server.port}/api/v2/alerts"
        request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request):
            pass
        number += 1
        stop.wait(1 / CHANGES)
