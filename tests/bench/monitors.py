"""What it costs to look at a thousand targets, beside blackbox with Prometheus, and monit; and that none is late."""

import os
import socket
import statistics
import subprocess
import threading
import time

import machine
from servers import NGINX, WAIL_CONFIG, Server, Wail

MANY = 1000
EVERY = 10
HUNG = 50


class Targets(Server):
    """An nginx that answers over HTTP and HTTPS, whatever is asked, and writes down who came when."""

    def __init__(self, logs=False):
        self.directory = machine.fresh("targets")
        self.port, self.secure = machine.free_port(), machine.free_port()
        self.log = os.path.join(self.directory, "errors")
        self.access = os.path.join(self.directory, "access")
        key, certificate = (os.path.join(self.directory, name) for name in ("key.pem", "cert.pem"))
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "60",
             "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
             # One that is an authority is no server's.
             "-addext", "basicConstraints=critical,CA:FALSE", "-keyout", key, "-out", certificate],
            check=True, capture_output=True,
        )
        self.certificate = certificate
        text = NGINX.format(directory=self.directory, port=self.port)
        text = text.replace("keepalive_requests", "keepalive_timeout 300s; keepalive_requests")
        secure = (
            f"    server {{ listen 127.0.0.1:{self.secure} ssl backlog=4096; ssl_certificate {certificate};"
            f" ssl_certificate_key {key}; location / {{ return 200 \"ok\\n\"; }} }}\n}}\n"
        )
        text = text.rstrip().removesuffix("}") + secure
        if logs:
            text = text.replace("access_log off", f"log_format t '$msec $uri'; access_log {self.access} t")
        config = os.path.join(self.directory, "nginx.conf")
        with open(config, "w") as file:
            file.write(text)
        with open(os.devnull, "w") as nowhere:
            self.begin(["nginx", "-c", config, "-p", self.directory], "/", stdout=nowhere, stderr=nowhere)


class Looker(Wail):
    """`wail serve` that looks at that."""

    def __init__(self, monitors):
        self.monitors = monitors
        super().__init__()

    def start(self):
        with open(self.config, "w") as file:
            file.write(WAIL_CONFIG.format(store=self.store, port=self.port, has_storms="false") + self.monitors)
        super().start()


def http(url, number, more="", every=EVERY):
    """The monitors of so many paths at that address."""
    text = '[monitors.t{0}]\nkind = "http"\nurl = "{1}/t/{0}"\nevery = "{2}s"\ntimeout = "5s"\n{3}\n'
    return "".join(text.format(index, url, every, more) for index in range(number))


class Blackbox(Server):
    """Prometheus, which has blackbox look at so many targets."""

    def __init__(self, url, number, certificate):
        self.directory = machine.fresh("blackbox")
        self.port, probes = machine.free_port(), machine.free_port()
        self.log = os.path.join(self.directory, "log")
        modules = os.path.join(self.directory, "modules.yml")
        with open(modules, "w") as file:
            file.write(
                "modules:\n  http_2xx: {prober: http, timeout: 5s, http: {preferred_ip_protocol: ip4,"
                f" tls_config: {{ca_file: {certificate}}}}}}}\n"
            )
        targets = ", ".join(f"'{url}/t/{index}'" for index in range(number))
        config = os.path.join(self.directory, "prometheus.yml")
        with open(config, "w") as file:
            file.write(
                f"global: {{scrape_interval: {EVERY}s, scrape_timeout: 6s}}\n"
                "scrape_configs:\n  - job_name: looks\n    metrics_path: /probe\n    params: {module: [http_2xx]}\n"
                f"    static_configs: [{{targets: [{targets}]}}]\n    relabel_configs:\n"
                "      - {source_labels: [__address__], target_label: __param_target}\n"
                "      - {source_labels: [__param_target], target_label: instance}\n"
                f"      - {{target_label: __address__, replacement: '127.0.0.1:{probes}'}}\n"
            )
        log = open(self.log, "w")
        self.prober = machine.started(subprocess.Popen(
            ["prometheus-blackbox-exporter", f"--config.file={modules}", f"--web.listen-address=127.0.0.1:{probes}", "--log.level=error"],
            stdout=log, stderr=log,
        ))
        self.begin(
            ["prometheus", f"--config.file={config}", f"--storage.tsdb.path={self.directory}/data",
             f"--web.listen-address=127.0.0.1:{self.port}", "--log.level=error"],
            "/-/ready", stdout=log, stderr=log,
        )

    def cpu(self):
        return machine.cpu(self.pid) + machine.cpu(self.prober.pid)

    def memory(self):
        return machine.memory(self.pid) + machine.memory(self.prober.pid)

    def stop(self):
        self.prober.terminate()
        self.prober.wait()
        super().stop()


class Monit:
    """monit, which looks at so many targets one after the other."""

    def __init__(self, port, number):
        directory = machine.fresh("monit")
        config = os.path.join(directory, "rc")
        with open(config, "w") as file:
            file.write("".join([f"set daemon {EVERY}\n", *(f"set {what}file {directory}/{what}\n" for what in ("pid", "id", "state"))]))
            file.write(f"set log {directory}/log\n")
            for index in range(number):
                file.write(f'check host h{index} with address 127.0.0.1 if failed port {port} protocol http request "/t/{index}" then alert\n')
        os.chmod(config, 0o600)
        self.process = machine.started(subprocess.Popen(
            ["monit", "-I", "-c", config], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ))

    def cpu(self):
        return machine.cpu(self.process.pid)

    def memory(self):
        return machine.memory(self.process.pid)

    def stop(self):
        self.process.terminate()
        self.process.wait()


def spent(server, looks, seconds):
    """The processor time of a look, over so many seconds, in microseconds; and memory in MB."""
    before, count = server.cpu(), looks()
    time.sleep(seconds)
    number = looks() - count
    return (server.cpu() - before) / max(number, 1) * 1e6


def wail_looks(server):
    return lambda: server.metric("wail_monitor_looks_total")


def by_the_clock(number):
    """Looks of whoever does not count them: each target once an interval."""
    began = time.monotonic()
    return lambda: (time.monotonic() - began) / EVERY * number


def run(table):
    if lacking := machine.lacks("nginx", "openssl"):
        return table.skip("monitors", "what a look costs", lacking)
    seconds = max(30, machine.SECONDS * 5)
    plain(table, seconds)
    secure(table, seconds)
    hung(table)
    restart(table)
    ten_thousand(table)
    at_once(table)


def plain(table, seconds):
    """A thousand targets over HTTP, three rounds beside the peers in the same minutes."""
    targets = Targets()
    url = f"http://127.0.0.1:{targets.port}"
    mine = Looker(http(url, MANY))
    peers = {}
    if not machine.lacks("prometheus", "prometheus-blackbox-exporter"):
        peers["blackbox + Prometheus"] = (Blackbox(url, MANY, targets.certificate), 1 / 15)
    if not machine.lacks("monit"):
        peers["monit"] = (Monit(targets.port, MANY), 4)
    time.sleep(25)
    figures = {name: [] for name in ["wail", *peers]}
    for _ in range(machine.ROUNDS):
        # All of them look at once, so a busy minute is everybody's.
        spans = {"wail": (mine, wail_looks(mine)), **{name: (peer, by_the_clock(MANY)) for name, (peer, _) in peers.items()}}
        threads = [
            threading.Thread(target=lambda name=name, it=it: figures[name].append(spent(*it, seconds))) for name, it in spans.items()
        ]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
        print("    " + ", ".join(f"{name} {figure[-1]:.0f} us" for name, figure in figures.items()), flush=True)
    own = statistics.median(figures["wail"])
    for name, (peer, most) in peers.items():
        other = statistics.median(figures[name])
        pairs = [one / two for one, two in zip(figures["wail"], figures[name])]
        share = statistics.median(pairs)
        spread = f"[{min(pairs):.3f}-{max(pairs):.3f}]"
        target = f"<= {most:.3f}" if most < 1 else f"<= {most}"
        table.add("monitors", f"CPU a look, HTTP, beside {name}", f"{share:.3f} {spread}  {own:.0f} : {other:.0f} us", target, share <= most)
        table.add("monitors", f"memory of {name}", f"{peer.memory():.1f} MB")
        peer.stop()
    memory = machine.memory(mine.pid)
    table.add("monitors", f"memory, {MANY} targets", f"{memory:.1f} MB", "< 25 MB", memory < 25)
    late = mine.metric("wail_monitor_looks_late_total")
    table.add("monitors", f"late looks of {mine.metric('wail_monitor_looks_total'):.0f}", f"{late:.0f}", "0", late == 0)
    mine.stop()
    targets.stop()


def secure(table, seconds):
    """The same over HTTPS, with a handshake each and with connections that are kept."""
    targets = Targets()
    url = f"https://127.0.0.1:{targets.secure}"
    for how, most in (("new", 800), ("keep", 150)):
        mine = Looker(http(url, MANY, f'connection = "{how}"\nca = "{targets.certificate}"\ncertificate_days = 3'))
        time.sleep(2 * EVERY)
        if down := [line for line in mine.ask("check", "--last").splitlines() if line.startswith("down")]:
            raise RuntimeError(f"the targets are down: {down[0]}")
        cost = spent(mine, wail_looks(mine), seconds)
        what = "a handshake each" if how == "new" else "a kept connection"
        table.add("monitors", f"CPU a look, HTTPS, {what}", f"{cost:.0f} us", f"<= {most} us", cost <= most)
        print(f"    HTTPS, {what}: {cost:.0f} us, {machine.memory(mine.pid):.1f} MB", flush=True)
        mine.stop()
    targets.stop()


def black_hole():
    """An address that takes connections and never answers."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(1024)
    held = []

    def take():
        while True:
            try:
                held.append(listener.accept())
            except OSError:
                return

    threading.Thread(target=take, daemon=True).start()
    return listener


def hung(table):
    """Targets that never answer beside a thousand that do: the beat of the healthy."""
    targets, hole = Targets(logs=True), black_hole()
    there = http(f"http://127.0.0.1:{targets.port}", MANY)
    stuck = http(f"http://127.0.0.1:{hole.getsockname()[1]}", HUNG, 'severity = "info"').replace("[monitors.t", "[monitors.hung")
    mine = Looker(there + stuck)
    time.sleep(5 * EVERY + 5)
    mine.stop()
    targets.stop()
    hole.close()
    beats = {}
    with open(targets.access) as log:
        for line in log:
            at, path = line.split()
            beats.setdefault(path, []).append(float(at))
    beats.pop("/", None)
    gaps = [after - before for times in beats.values() for before, after in zip(times, times[1:])]
    widest = max(abs(gap - EVERY) for gap in gaps)
    table.add("monitors", f"{HUNG} hung beside {MANY}: beat of the healthy, worst of {len(gaps)}", f"{EVERY} +- {widest:.2f} s", "+- 0.5 s", widest <= 0.5)
    print(f"    {HUNG} hung: {len(gaps)} beats, worst off by {widest:.3f} s", flush=True)


def restart(table):
    """All are looked at within one interval of a restart."""
    targets = Targets(logs=True)
    mine = Looker(http(f"http://127.0.0.1:{targets.port}", MANY))
    time.sleep(3)
    mine.kill()
    lines = sum(1 for _ in open(targets.access))
    began = time.time()
    mine.start()
    time.sleep(EVERY + 2)
    mine.stop()
    targets.stop()
    first = {}
    with open(targets.access) as log:
        for line in list(log)[lines:]:
            at, path = line.split()
            first.setdefault(path, float(at) - began)
    first.pop("/", None)
    last = max(first.values())
    met = len(first) == MANY and last <= EVERY + 0.5
    table.add("monitors", f"all {MANY} looked at after a restart", f"{len(first)} in {last:.1f} s", f"{EVERY} s", met)
    print(f"    restart: {len(first)} looked at, the last after {last:.2f} s", flush=True)


def ten_thousand(table):
    """Ten thousand targets, each 30 s, on one core: none begins a second late."""
    targets = Targets()
    mine = Looker(http(f"http://127.0.0.1:{targets.port}", 10_000, every=30))
    subprocess.run(["taskset", "-ap", "-c", "0", str(mine.pid)], check=True, capture_output=True)
    time.sleep(70)
    late, looks = mine.metric("wail_monitor_looks_late_total"), mine.metric("wail_monitor_looks_total")
    table.add("monitors", f"10,000 each 30 s on one core, late of {looks:.0f}", f"{late:.0f}", "0", late == 0)
    table.add("monitors", "memory, 10,000 targets", f"{machine.memory(mine.pid):.1f} MB")
    print(f"    10,000 targets: {late:.0f} of {looks:.0f} late, {machine.memory(mine.pid):.1f} MB", flush=True)
    mine.stop()
    targets.stop()


def at_once(table):
    """`wail check` of a hundred targets, the slowest of which takes a second."""
    targets, hole = Targets(), black_hole()
    slow = f'[monitors.slowest]\nkind = "http"\nurl = "http://127.0.0.1:{hole.getsockname()[1]}/"\ntimeout = "1s"\n'
    mine = Looker(http(f"http://127.0.0.1:{targets.port}", 99) + slow)
    mine.stop()
    taken = []
    for _ in range(5):
        began = time.perf_counter()
        subprocess.run(mine.command("check", "--quiet"), capture_output=True)
        taken.append(time.perf_counter() - began)
    share = statistics.median(taken) / 1.0
    table.add("monitors", "wail check of 100, beside the slowest of them", f"{share:.2f}", "<= 1.3", share <= 1.3)
    targets.stop()
    hole.close()
