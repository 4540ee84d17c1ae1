"""Machines of their own for a bridge and a browser: network namespaces, which root may make."""

import os
import shlex
import subprocess
import time
from contextlib import ExitStack, contextmanager


def run(command):
    subprocess.run(shlex.split(command), check=True, capture_output=True, timeout=20)


class Machine:
    """A network namespace with loopback and one more interface."""

    def __init__(self, name):
        self.name = f'{name}-{os.getpid()}'
        run(f'ip netns add {self.name}')
        self.run('ip link set lo up')

    def run(self, command):
        run(f'ip netns exec {self.name} {command}')

    def wait_until_running(self, interface):
        """The kernel finds out up to a second later that a cable leads somewhere; a browser that looks before finds none."""
        deadline = time.monotonic() + 10
        while self.read(f'/sys/class/net/{interface}/operstate') != 'up\n':
            assert time.monotonic() < deadline, f'{interface} of {self.name} does not come up'
            time.sleep(0.05)

    def read(self, path):
        return subprocess.run([*self.prefix, 'cat', path], check=True, capture_output=True, text=True, timeout=20).stdout

    @property
    def prefix(self):
        return ('ip', 'netns', 'exec', self.name)

    def script(self, path, program):
        """An executable that runs a program in there."""
        path.write_text(f'#!/bin/sh\nexec ip netns exec {self.name} {program} "$@"\n')
        path.chmod(0o700)
        return str(path)

    def remove(self):
        run(f'ip netns del {self.name}')


@contextmanager
def made(*names):
    """Machines of these names, for as long as the context lasts."""
    with ExitStack() as stack:
        machines = []
        for name in names:
            machines.append(Machine(name))
            stack.callback(machines[-1].remove)
        yield machines


def connect(here, here_address, there, there_address):
    """A cable between two machines, or between two interfaces of one."""
    one, two = f'a{os.getpid()}', f'b{os.getpid()}'
    run(f'ip link add {one} netns {here.name} type veth peer name {two} netns {there.name}')
    ends = ((here, one, here_address), (there, two, there_address))
    for machine, interface, address in ends:
        machine.run(f'ip address add {address} dev {interface}')
        machine.run(f'ip link set {interface} up')
    for machine, interface, _ in ends:
        machine.wait_until_running(interface)


def are_allowed():
    try:
        run('unshare --net true')
        return True
    except (OSError, subprocess.CalledProcessError):
        return False
