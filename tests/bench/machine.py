"""What is asked of the machine: its disk, its processes, free ports, and a directory of our own."""

import atexit
import os
import shutil
import socket
import statistics
import subprocess
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
ROUNDS = int(os.environ.get("ROUNDS", "3"))
SECONDS = float(os.environ.get("SECONDS_EACH", "4"))
WAIL = os.path.abspath(os.environ.get("WAIL", os.path.join(ROOT, "target/release/wail")))

# Above this p50 of fdatasync the disk is in a bad phase, and what was measured is set aside.
BAD_PHASE = 500e-6

TICK = 1 / os.sysconf("SC_CLK_TCK")

PEERS = {
    "prometheus-alertmanager": "Alertmanager",
    "amtool": "amtool",
    "nginx": "Alertmanager with a webhook receiver",
    "wrk": "anything under load",
    "prometheus": "monitors beside blackbox and Prometheus",
    "prometheus-blackbox-exporter": "monitors beside blackbox and Prometheus",
    "monit": "monitors beside monit",
    "hyperfine": "the time that commands take",
}

_probes = []
_running = []
_directory = None


def which(program):
    return shutil.which(program, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")


def missing_peers():
    return [(program, why) for program, why in PEERS.items() if not which(program)]


def lacks(*programs):
    """The first of the programs that is not installed, in words."""
    return next((f"{program} is not installed" for program in programs if not which(program)), None)


def directory():
    """Our own directory, on the disk that holds the build."""
    global _directory
    if _directory is None:
        base = os.path.join(ROOT, "target")
        os.makedirs(base, exist_ok=True)
        _directory = tempfile.mkdtemp(prefix="bench-", dir=base)
    return _directory


def fresh(name):
    """An empty directory of that name."""
    path = os.path.join(directory(), name)
    shutil.rmtree(path, ignore_errors=True)
    os.makedirs(path)
    return path


def started(process):
    """Remembers a process, so that it is stopped whatever happens."""
    _running.append(process)
    return process


@atexit.register
def stop_everything():
    global _directory
    for process in _running:
        if process.poll() is None:
            # Asked first: one that has workers takes them with it.
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
    _running.clear()
    if _directory is not None:
        shutil.rmtree(_directory, ignore_errors=True)
        _directory = None


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def syncs(count=300, size=300):
    """How long each of so many appends takes to be durable, sorted."""
    path = os.path.join(directory(), "probe")
    file = os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY)
    taken = []
    for _ in range(count):
        before = time.perf_counter()
        os.write(file, b"x" * size)
        os.fdatasync(file)
        taken.append(time.perf_counter() - before)
    os.close(file)
    os.unlink(path)
    return sorted(taken)


def probe():
    """The p50 of fdatasync just now."""
    p50 = statistics.median(syncs())
    _probes.append(p50)
    return p50


def load():
    with open("/proc/loadavg") as file:
        return "load " + " ".join(file.read().split()[:3])


def noise():
    if not _probes:
        return load()
    span = f"{min(_probes) * 1e6:.0f} to {max(_probes) * 1e6:.0f}"
    return f"fdatasync p50 {span} us in {len(_probes)} probes; {load()}; {os.cpu_count()} cores"


def cpu(pid):
    """The processor time of a process so far, in seconds."""
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) * TICK


def memory(pid, field="VmRSS"):
    """Resident memory in MB; `VmHWM` for the most there ever was."""
    with open(f"/proc/{pid}/status") as file:
        line = next(line for line in file if line.startswith(field))
    return int(line.split()[1]) / 1024


def wake_ups(pid):
    """How often the threads of a process went to sleep by themselves, so far."""
    number = 0
    for thread in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{thread}/status") as file:
            number += sum(int(line.split()[1]) for line in file if line.startswith("voluntary"))
    return number


def percentile(values, part):
    values = sorted(values)
    return values[min(len(values) - 1, int(len(values) * part))]
