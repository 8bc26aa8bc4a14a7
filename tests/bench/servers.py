"""The daemons under test: started on free ports in directories of their own, stopped by their pid."""

import fcntl
import os
import re
import signal
import socket
import subprocess
import termios
import threading
import time

import machine

WAIL_CONFIG = """\
zone = "UTC"
fallback = "ana"

# The bell of a terminal proves itself at once and needs no sound card.
[people.ana]
channels = ["bell"]
[people.bo]
channels = ["bell"]

[rota.platform]
[[rota.platform.layer]]
people = ["ana", "bo"]
every = "week"
start = 2026-01-05

[policy.default]
steps = [{{ who = "platform", wait = "12h" }}, {{ who = "everyone", wait = "12h" }}]
check_in = {{ critical = "12h" }}

[sources.prometheus]
kind = "alertmanager"

[dropin.alertmanager]

# Every alert is to be an incident of its own that pages: what is compared with does no less.
[old_news]
enabled = false
[storm]
enabled = {has_storms}
[cascade]
window = "0s"

[store]
path = "{store}"

[listen]
address = "127.0.0.1:{port}"
"""

QUIET = """\
route: {receiver: nobody, group_by: [alertname], group_wait: 30s, group_interval: 5m, repeat_interval: 4h}
receivers: [{name: nobody}]
"""

PAGES_EACH = """\
route: {{receiver: hook, group_by: ['...'], group_wait: 0s, group_interval: 5m, repeat_interval: 4h}}
receivers: [{{name: hook, webhook_configs: [{{url: 'http://127.0.0.1:{port}/', send_resolved: false}}]}}]
"""

NGINX = """\
worker_processes 2;
pid {directory}/pid;
error_log {directory}/errors;
daemon off;
events {{ worker_connections 8192; }}
http {{
    access_log off;
    keepalive_requests 100000000;
    client_body_temp_path {directory}/body;
    proxy_temp_path {directory}/proxy;
    fastcgi_temp_path {directory}/fastcgi;
    uwsgi_temp_path {directory}/uwsgi;
    scgi_temp_path {directory}/scgi;
    server {{ listen 127.0.0.1:{port} backlog=4096; location / {{ return 200 "ok\\n"; }} }}
}}
"""


def get(port, path, patience=60.0):
    """What GET answers: the status and the body."""
    with socket.create_connection(("127.0.0.1", port), patience) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n".encode())
        answer = b""
        while piece := connection.recv(65536):
            answer += piece
    head, _, body = answer.partition(b"\r\n\r\n")
    return (int(head.split()[1]) if head else 0), body.decode(errors="replace")


class Server:
    """A process that answers on a port."""

    path = ""
    # In whose words it is spoken to.
    speaks = "wail"

    def begin(self, command, ready, **how):
        began = time.perf_counter()
        self.process = machine.started(subprocess.Popen(command, **how))
        while not self.answers(ready):
            if self.process.poll() is not None or time.perf_counter() - began > 60:
                raise RuntimeError(f"{command[0]} did not start; see {self.log}:\n{open(self.log).read()}")
            time.sleep(0.0005)
        self.started_in = time.perf_counter() - began

    def answers(self, ready):
        try:
            return get(self.port, ready, 5)[0] == 200
        except (OSError, IndexError, ValueError):
            return False

    @property
    def pid(self):
        return self.process.pid

    def cpu(self):
        return machine.cpu(self.pid)

    def metric(self, name):
        """The sum of a metric over its labels."""
        _, text = get(self.port, "/metrics")
        found = re.findall(rf"^{name}(?:{{[^}}]*}})? (\S+)$", text, re.M)
        return sum(float(value) for value in found)

    def stop(self):
        self.end(signal.SIGTERM)

    def kill(self):
        self.end(signal.SIGKILL)

    def end(self, how):
        if self.process.poll() is None:
            self.process.send_signal(how)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


class Wail(Server):
    """`wail serve` at a terminal of its own, whose bell is its channel."""

    name = "wail"
    path = "/in/prometheus"

    def __init__(self, has_storms=False):
        # The configuration and the data lie apart, as they do on a platform.
        self.directory = machine.fresh("wail")
        self.port = machine.free_port()
        self.store = os.path.join(self.directory, "data", "wail.db")
        self.config = os.path.join(self.directory, "config", "config.toml")
        self.log = os.path.join(self.directory, "log")
        os.mkdir(os.path.dirname(self.config))
        self.strokes = []
        self.stroke = threading.Condition()
        with open(self.config, "w") as file:
            written = {"store": self.store, "port": self.port, "has_storms": str(has_storms).lower()}
            file.write(WAIL_CONFIG.format(**written))
        self.start()

    def start(self):
        keyboard, terminal = os.openpty()
        with open(self.log, "a") as log:
            self.begin(
                [machine.WAIL, "--config", self.config, "serve"],
                "/readyz",
                stdin=terminal,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
            )
        os.close(terminal)
        threading.Thread(target=self.listen, args=(keyboard,), daemon=True).start()

    def listen(self, keyboard):
        """Notes when the bell is struck, until the terminal is gone."""
        try:
            while piece := os.read(keyboard, 4096):
                now = time.perf_counter()
                if b"\a" in piece:
                    with self.stroke:
                        self.strokes.append(now)
                        self.stroke.notify_all()
        except OSError:
            pass
        os.close(keyboard)

    def wait_decided(self, patience=120):
        """Waits until everything that was kept is decided; returns how long that took."""
        began = asked = time.perf_counter()
        while self.metric("wail_inbox_unread") > 0:
            now = time.perf_counter()
            if now - began > patience:
                raise RuntimeError("the backlog was not decided in time")
            # Asking costs the daemon something as well: it is asked a tenth of the time.
            time.sleep(max(0.005, 9 * (now - asked)))
            asked = time.perf_counter()
        return time.perf_counter() - began

    def bytes_on_disk(self):
        """The size of the store, and of its write-ahead log."""
        return tuple(os.path.getsize(path) for path in (self.store, self.store + "-wal"))

    def command(self, *words):
        return [machine.WAIL, "--config", self.config, "--as", "ana", *words]

    def ask(self, *words):
        """What a command prints."""
        return subprocess.run(self.command(*words), capture_output=True, text=True, check=True).stdout


class WailDoor(Wail):
    """The same, spoken to as if it were an Alertmanager."""

    speaks = "alertmanager"
    path = "/api/v2/alerts"


class Alertmanager(Server):
    """Alertmanager without a cluster; with a receiver, it pages each alert at once."""

    name = "alertmanager"
    speaks = "alertmanager"
    path = "/api/v2/alerts"

    def __init__(self, receiver=None):
        self.directory = machine.fresh("alertmanager")
        self.port = machine.free_port()
        self.log = os.path.join(self.directory, "log")
        config = os.path.join(self.directory, "config.yml")
        with open(config, "w") as file:
            file.write(self.configuration(receiver))
        with open(self.log, "w") as log:
            self.begin(
                [
                    "prometheus-alertmanager",
                    f"--config.file={config}",
                    f"--storage.path={self.directory}/data",
                    f"--web.listen-address=127.0.0.1:{self.port}",
                    "--cluster.listen-address=",
                    "--log.level=error",
                ],
                "/-/ready",
                stdout=log,
                stderr=log,
            )

    def configuration(self, receiver):
        return PAGES_EACH.format(port=receiver.port) if receiver else QUIET

    def notified(self):
        return self.metric("alertmanager_notifications_total")


class Nginx(Server):
    """A receiver that answers 200 to everything."""

    def __init__(self):
        self.directory = machine.fresh("nginx")
        self.port = machine.free_port()
        self.log = os.path.join(self.directory, "errors")
        config = os.path.join(self.directory, "nginx.conf")
        with open(config, "w") as file:
            file.write(NGINX.format(directory=self.directory, port=self.port))
        with open(os.devnull, "w") as nowhere:
            self.begin(
                [machine.which("nginx"), "-c", config, "-p", self.directory],
                "/",
                stdout=nowhere,
                stderr=nowhere,
            )
