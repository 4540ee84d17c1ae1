"""Machines of their own for a bridge and a browser: network namespaces, which root may make."""

import os
import shlex
import subprocess


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


def connect(here, here_address, there, there_address):
    """A cable between two machines, or between two interfaces of one."""
    one, two = f'a{os.getpid()}', f'b{os.getpid()}'
    run(f'ip link add {one} netns {here.name} type veth peer name {two} netns {there.name}')
    for machine, interface, address in ((here, one, here_address), (there, two, there_address)):
        # Without waiting for duplicates of the IPv6 address.
        machine.run(f'ip address add {address} dev {interface}')
        machine.run(f'ip link set {interface} up')


def are_allowed():
    try:
        run('unshare --net true')
        return True
    except (OSError, subprocess.CalledProcessError):
        return False
