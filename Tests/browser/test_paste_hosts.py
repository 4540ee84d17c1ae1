"""A bridge and a browser on two machines between which a person carries texts."""

import os
import subprocess

import pytest

from conftest import BARS, wait_for_state
from namespaces import are_allowed, connect, made
from pictures import frames
from program import BINARY, Lines
from terminal import Terminal
from test_paste import PAGE, answer_offer, filled

pytestmark = pytest.mark.skipif(not are_allowed(), reason='network namespaces need root')
PORT = 40_404
REMOTE = '''async () => {
  const all = [...(await peers.at(-1).getStats()).values()];
  const pair = all.find(({ type, nominated }) => type === 'candidate-pair' && nominated);
  const { address, port, protocol } = all.find(({ id }) => id === pair.remoteCandidateId);
  return [address, port, protocol];
}'''


@pytest.fixture
def machines():
    """The bridge's and the viewer's."""
    with made('bridge', 'viewer') as machines:
        yield machines


@pytest.fixture
def page(machines, tmp_path, playwright):
    """The page from disk in a Chromium on the viewer's machine. It must be opened when the machine has its network."""
    chromium = machines[1].script(tmp_path / 'chromium', os.environ.get('CHROMIUM', '/usr/bin/chromium'))
    browsers = []

    def open_page():
        browsers.append(playwright.chromium.launch(executable_path=chromium, args=['--no-sandbox']))
        page = browsers[-1].new_page()
        page.add_init_script(path=os.path.join(os.path.dirname(__file__), 'observe.js'))
        page.goto(PAGE)
        return page

    yield open_page
    for browser in browsers:
        browser.close()


@pytest.mark.parametrize('options', [('--lan',), ('--ice-address', '10.77.0.1')], ids=['lan', 'address'])
@pytest.mark.parametrize('first', ['terminal', 'page'])
def test_another_machine(machines, page, options, first):
    """The description carries the host's address, and the page on another machine connects."""
    here, there = machines
    connect(here, '10.77.0.1/24', there, '10.77.0.2/24')
    terminal = Terminal('paste', BARS, *options, command=(*here.prefix, BINARY))
    page = page()
    offer = terminal.description()
    if first == 'terminal':
        page.fill('#offer-in', offer)
        terminal.paste(filled(page, '#answer-out'))
    else:
        page.click('#make-offer')
        terminal.paste(filled(page, '#offer-out'))
        page.fill('#answer-in', terminal.description())
    wait_for_state(page, 'live')
    frames(page, count=2)
    assert page.evaluate(REMOTE)[0] == '10.77.0.1'
    # From another machine the clocks' difference is measured, and the figure says how well.
    page.wait_for_function(
        '() => /± \\d/.test(document.getElementById("latency").closest("div").querySelector(".note").textContent)',
        timeout=15_000)
    assert float(page.text_content('#latency')) > 0
    terminal.finish()


def test_one_forwarded_port(machines, page, tmp_path):
    """Nothing but ssh reaches the bridge's machine: all media flows through one forwarded port."""
    here, there = machines
    # Browsers need one interface that is up, wherever it leads.
    connect(there, '10.88.0.1/24', there, '10.88.0.2/24')
    tunnel = forward(here, there, tmp_path)
    terminal = Terminal('paste', BARS, '--ice-tcp', str(PORT), command=(*here.prefix, BINARY))
    first = page()
    answer_offer(first, terminal)
    wait_for_state(first, 'live')
    assert first.evaluate(REMOTE) == ['127.0.0.1', PORT, 'tcp']
    terminal.expect('Connected')
    terminal.write('\r')
    second = page()
    answer_offer(second, terminal)
    wait_for_state(second, 'live')
    frames(second, count=30)
    frames(first, count=30)
    terminal.finish()
    tunnel.terminate()
    tunnel.wait(10)


def forward(here, there, folder):
    """`ssh -L` from one machine to the other, over a pipe, for there is no other way between them."""
    for key in ('host', 'client'):
        subprocess.run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', folder / key], check=True, timeout=20)
    (folder / 'config').write_text(
        f'HostKey {folder}/host\nAuthorizedKeysFile {folder}/client.pub\nStrictModes no\nUsePAM no\n'
        'PermitRootLogin yes\nPidFile none\n')
    os.makedirs('/run/sshd', exist_ok=True)
    proxy = f'ip netns exec {here.name} /usr/sbin/sshd -i -f {folder}/config'
    tunnel = subprocess.Popen(
        [*there.prefix, 'ssh', '-v', '-N', '-F', 'none', '-i', folder / 'client', '-o', f'ProxyCommand={proxy}',
         '-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null', '-o', 'ExitOnForwardFailure=yes',
         '-L', f'{PORT}:127.0.0.1:{PORT}', 'root@bridge'],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    lines = Lines(tunnel.stderr)
    while (line := lines.next(20)) is not None:
        if 'Entering interactive session' in line:
            return tunnel
    raise AssertionError(f'ssh has ended:\n{lines.text()}')


def test_only_loopback_is_up(machines, page):
    """Browsers refuse a machine without a network: both sides say so."""
    here, there = machines
    terminal = Terminal('paste', BARS, command=(*here.prefix, BINARY))
    page = page()
    answer_offer(page, terminal)
    assert 'only lo is up on this machine' in page.inner_text('#paste-message')
    terminal.expect(r'Only lo is up on this machine: browsers need one interface that is up.*Press Enter', deadline=25)
    terminal.finish()
