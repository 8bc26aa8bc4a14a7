"""Measures two or more things in turn, several times over, and compares them round by round."""

from statistics import median

import machine


class Rounds(list):
    """What was measured round by round, and whether the machine let it be measured."""

    are_quiet = True


def in_turn(measures, rounds=None):
    """Runs every measure once a round, in an order that is turned round each time.

    `measures` is a dict of functions. Returns the rounds, each a dict of what they returned;
    those in which the disk was in a bad phase are left out, and said so. If that leaves none, all of
    them are returned, and what they show is no verdict.
    """
    good, bad = Rounds(), Rounds()
    bad.are_quiet = False
    for number in range(rounds or machine.ROUNDS):
        order = list(measures) if number % 2 == 0 else list(reversed(measures))
        before = machine.probe()
        results = {name: measures[name]() for name in order}
        worst = max(before, machine.probe())
        told = f"  round {number + 1}: fdatasync p50 {worst * 1e6:.0f} us, {machine.load()}"
        if worst > machine.BAD_PHASE:
            print(told + ": set aside, the disk is in a bad phase", flush=True)
            bad.append(results)
            continue
        print(told, flush=True)
        good.append(results)
    return good or bad


def ratio(rounds, name, peer, figure):
    """The median over the rounds of what `figure` says of one, by what it says of the other."""
    values = sorted(figure(results[name]) / figure(results[peer]) for results in rounds)
    return median(values), f"{median(values):.2f} [{values[0]:.2f} to {values[-1]:.2f}]"


def middle(rounds, name, figure):
    return median(figure(results[name]) for results in rounds)
