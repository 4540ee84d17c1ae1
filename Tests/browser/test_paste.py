"""`bridge paste`: descriptions by copy and paste between a terminal and a page from disk, no port opened."""

import base64
import json
import re

import pytest

from conftest import BARS, received, wait_for_state
from pictures import frames
from program import REPOSITORY, Program
from terminal import Terminal, listening_sockets

PAGE = (REPOSITORY / 'web/paste.html').as_uri()


@pytest.fixture
def terminal():
    """`bridge paste` in a terminal; at the end Ctrl-C must end it, in time and with exit code 0."""
    program = Terminal('paste', BARS)
    yield program
    program.finish()


@pytest.fixture
def page(open_page):
    """The page from disk."""
    return open_page(PAGE)


def filled(page, box):
    """What a box holds, once something is in it."""
    page.wait_for_function('(box) => document.querySelector(box).value !== ""', arg=box, timeout=10_000)
    return page.input_value(box)


def says(page, text):
    """Waits until the page says something that contains this."""
    page.wait_for_function(
        '(text) => document.querySelector("#paste-message").textContent.includes(text)', arg=text, timeout=10_000)


def answer_offer(page, terminal, bracketed=True):
    """Carries the terminal's offer to the page, and the page's answer back."""
    page.fill('#offer-in', terminal.description())
    terminal.paste(filled(page, '#answer-out'), bracketed)


FORMS = {
    'short': 'async (text) => text',
    'sdp': 'async (text) => (await readDescription(text)).sdp',
    'json': 'async (text) => JSON.stringify(await readDescription(text))',
}


@pytest.mark.parametrize('bracketed', [True, False], ids=['bracketed', 'plain'])
@pytest.mark.parametrize('form', FORMS)
def test_terminal_offers(terminal, page, form, bracketed):
    """The terminal's offer, answered in the page: live, nothing listens, Ctrl-C is told to the page."""
    offer = terminal.description()
    assert len(offer) <= 1_200
    page.fill('#offer-in', page.evaluate(FORMS[form], offer))
    terminal.paste(page.evaluate(FORMS[form], filled(page, '#answer-out')), bracketed)
    terminal.expect(r'An answer of [\d,]+ bytes has come')
    terminal.expect(r'It fits: H\.264\. Connecting')
    wait_for_state(page, 'live')
    assert frames(page)[0].width == 640
    terminal.expect('Connected')
    assert listening_sockets(terminal.process.pid) == []

    assert terminal.interrupt() == 0
    wait_for_state(page, 'closing')
    page.wait_for_function(
        '() => document.querySelector("#overlay-message").textContent.includes("The program has ended")',
        timeout=10_000)


@pytest.mark.parametrize('bracketed', [True, False], ids=['bracketed', 'plain'])
@pytest.mark.parametrize('form', FORMS)
def test_page_offers(terminal, page, form, bracketed):
    """An offer of the page, pasted in the terminal, is recognised and answered in the form that it came in."""
    terminal.description()
    page.click('#make-offer')
    terminal.paste(page.evaluate(FORMS[form], filled(page, '#offer-out')), bracketed)
    terminal.expect(r'An offer of [\d,]+ bytes has come.*Copy this answer, H\.264, into the page:\n')
    answer = {
        'short': r'bridge1-answer-\d+-[\w-]+(?=\n)', 'sdp': r'v=0\n(?:[a-z]=[^\n]*\n)+(?=\n)', 'json': r'\{"sdp".*?\}(?=\n)',
    }[form]
    page.fill('#answer-in', terminal.expect(answer).group())
    wait_for_state(page, 'live')
    frames(page, count=2)
    page.wait_for_function('() => !document.querySelector("#stop").disabled', timeout=10_000)


def test_transport_over_the_control_channel(terminal, page):
    """Stop and Start work without a server, in one connection."""
    answer_offer(page, terminal)
    wait_for_state(page, 'live')
    page.click('#stop')
    wait_for_state(page, 'stopped')
    count = received(page)['framesDecoded']
    page.click('#start')
    wait_for_state(page, 'live')
    frames(page, count=2)
    assert received(page)['framesDecoded'] > count
    assert page.evaluate('peers.at(-1).history') == ['connecting', 'connected']
    assert int(page.inner_text('#frames')) > 0


def test_tuning_over_the_control_channel(page):
    """A slider that is dragged stays the same element, its last value counts, and a refusal is shown."""
    source = BARS.replace('! identity', '! videobalance name=balance ! identity')
    program = Terminal('paste', source, '--control')
    answer_offer(page, program)
    wait_for_state(page, 'live')
    page.click('#tuning > summary')
    page.wait_for_selector('#tune-balance-brightness')
    page.evaluate('''async () => {
      window.slider = document.querySelector('#tune-balance-brightness');
      slider.focus();
      for (let step = 1; step <= 20; step++) {
        slider.value = step / 40;
        slider.dispatchEvent(new Event('input'));
        await new Promise((resolve) => setTimeout(resolve, 30));
      }
    }''')
    page.wait_for_function('() => /brightness=0.5\\b/.test(document.querySelector("#pipeline").textContent)')
    assert page.evaluate('slider.isConnected && slider.value') == '0.5'
    page.evaluate('slider.max = 9')
    page.fill('#tune-balance-brightness', '5')
    page.wait_for_function('() => /^balance: brightness takes/.test(document.querySelector("#tuning-problem").textContent)')
    page.wait_for_function('() => slider.value === "0.5"')
    # The next set goes out right after the page has asked what the last one has changed: each gets its own answer.
    page.evaluate('''() => {
      const set = (value) => {
        slider.value = value;
        slider.dispatchEvent(new Event('input'));
      };
      const { send } = RTCDataChannel.prototype;
      RTCDataChannel.prototype.send = function (text) {
        send.call(this, text);
        if (JSON.parse(text).type !== 'elements') return;
        RTCDataChannel.prototype.send = send;
        set(5);
      };
      slider.blur();
      document.querySelector('#tuning-problem').textContent = '';
      set(0.25);
    }''')
    page.wait_for_function('() => /^balance: brightness takes/.test(document.querySelector("#tuning-problem").textContent)')
    page.wait_for_function('() => slider.value === "0.25"')
    program.finish()


def test_an_offer_in_either_box(terminal, page):
    """A page that has made an offer takes the terminal's offer in its answer box."""
    offer = terminal.description()
    page.click('#make-offer')
    filled(page, '#offer-out')
    page.fill('#answer-in', offer)
    terminal.paste(filled(page, '#answer-out'))
    wait_for_state(page, 'live')


def test_several_viewers(terminal, page, open_page):
    """Enter makes the next offer while the first viewer watches; the status line counts them."""
    answer_offer(page, terminal)
    wait_for_state(page, 'live')
    terminal.expect('Press Enter for another viewer')
    terminal.expect(r'● live · 1 viewer · \d+ fps · [\d.]+ [kM]bit/s · latency \d+ ms')
    terminal.write('\r')
    second = open_page(PAGE)
    answer_offer(second, terminal)
    wait_for_state(second, 'live')
    terminal.expect(r'● live · 2 viewers')
    page.close()
    terminal.expect('A viewer has left')
    frames(second, count=2)


def test_clipboard(terminal):
    """The offer is handed to the terminal's clipboard too (OSC 52)."""
    offer = terminal.description()
    pattern = re.compile(rb'\x1b\]52;c;([A-Za-z0-9+/=]+)\x07')
    while not (copied := pattern.search(terminal.screen)):
        terminal.read()
    assert base64.b64decode(copied.group(1)).decode() == offer


def test_drop_of_a_file(terminal, page):
    """A file that is dropped on the page is read like a paste."""
    offer = terminal.description()
    page.evaluate('''(text) => {
      const data = new DataTransfer();
      data.items.add(new File([text], 'offer.txt', { type: 'text/plain' }));
      document.querySelector('#steps').dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true }));
    }''', offer)
    terminal.paste(filled(page, '#answer-out'))
    wait_for_state(page, 'live')


def test_start_in_the_terminal_while_connected(terminal, page):
    """The picture of a connection that was given up is gone, and the next one begins from nothing."""
    terminal.description()
    page.click('#make-offer')
    terminal.paste(filled(page, '#offer-out'))
    page.fill('#answer-in', terminal.description())
    wait_for_state(page, 'live')
    page.wait_for_function('() => document.querySelector("#pipeline").textContent !== ""')
    page.click('#steps > summary')
    page.click('#take-offer')
    page.wait_for_timeout(1_500)
    assert page.evaluate('document.body.dataset.state') == 'connecting'
    assert 'Waiting for a description' in page.inner_text('#overlay-message')
    assert page.evaluate('document.querySelector("#video").srcObject') is None
    assert page.locator('#pipeline').text_content() == ''
    terminal.expect('A viewer has left')
    terminal.write('\r')
    answer_offer(page, terminal)
    wait_for_state(page, 'live')


@pytest.mark.parametrize(('missing', 'words'), [
    ('RTCPeerConnection', 'This browser has no WebRTC'), ('CompressionStream', 'The browser cannot make an offer')])
def test_a_browser_that_cannot(open_page, missing, words):
    """What the browser lacks is said in words."""
    page = open_page(PAGE, script=f'delete window.{missing}')
    page.click('#make-offer')
    says(page, words)
    assert page.get_attribute('#paste-message', 'data-wrong') == ''


def test_drop_of_a_folder(page):
    """A folder looks like a file until it is read, which fails."""
    page.evaluate('''() => {
      Blob.prototype.text = () => Promise.reject(new DOMException('It is a directory', 'NotReadableError'));
      const data = new DataTransfer();
      data.items.add(new File([''], 'folder'));
      document.querySelector('#steps').dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true }));
    }''')
    says(page, 'folder cannot be read')


def test_copy_and_paste_buttons(open_page):
    """With the clipboard in reach, one click copies a text, marks the next step, and one click pastes."""
    page = open_page(PAGE, permissions=['clipboard-read', 'clipboard-write'])
    page.click('#make-offer')
    offer = filled(page, '#offer-out')
    assert page.get_attribute('#steps', 'data-step') == '1'
    page.click('#copy-offer')
    says(page, 'Copied. Paste it in the terminal.')
    assert page.get_attribute('#steps', 'data-step') == '2'
    assert page.evaluate('navigator.clipboard.readText()') == offer
    page.click('#paste-answer')
    says(page, 'This is the offer that you copied from here')


def test_copy_and_paste_buttons_without_a_clipboard(open_page):
    """Where a browser keeps its clipboard to itself, the text is selected and the keys are named."""
    page = open_page(PAGE, script='Object.defineProperty(navigator, "clipboard", { value: undefined })')
    page.click('#make-offer')
    filled(page, '#offer-out')
    page.click('#copy-offer')
    says(page, 'The text is selected: copy it with Ctrl+C')
    assert page.evaluate('''() => {
      const { selectionStart, selectionEnd, value } = document.querySelector('#offer-out');
      return selectionStart === 0 && selectionEnd === value.length;
    }''')
    page.click('#paste-answer')
    says(page, 'paste in the box with Ctrl+V')
    assert page.evaluate('document.activeElement.id') == 'answer-in'


def test_wrong_texts_in_the_terminal(terminal, page, open_page):
    """What does not belong there is named as such, and the offer stays good."""
    offer = terminal.description()
    terminal.paste('hello world\n')
    terminal.expect(r'no session description.*Paste again')
    terminal.paste(offer[:-3])
    terminal.expect(r'cut off.*Paste again')
    terminal.paste(offer)
    terminal.expect(r'the offer that was printed here: it goes into the page.*Paste again')
    page.fill('#offer-in', offer)
    answer = filled(page, '#answer-out')
    other = Terminal('paste', BARS)
    stranger = open_page(PAGE)
    stranger.fill('#offer-in', other.description())
    terminal.paste(filled(stranger, '#answer-out'))
    terminal.expect(r'the answer to another offer.*Paste again')
    other.finish()
    no_media = page.evaluate(FORMS['json'], answer)
    no_media = json.dumps({'type': 'answer', 'sdp': json.loads(no_media)['sdp'].replace('a=recvonly', 'a=inactive')})
    terminal.paste(no_media)
    terminal.expect(r'takes no media.*Paste again')
    terminal.paste(answer)
    wait_for_state(page, 'live')
    terminal.paste(answer)
    terminal.expect(r'This answer has been used already.*Press Enter for a new offer')


def test_wrong_texts_in_the_page(terminal, page):
    """Each box says in words what is wrong, and what goes there."""
    offer = terminal.description()
    page.fill('#offer-in', 'hello world')
    says(page, 'This is no session description')
    page.fill('#offer-in', offer[:300])
    says(page, 'cut off')
    page.click('#make-offer')
    own = filled(page, '#offer-out')
    page.fill('#answer-in', own)
    says(page, 'This is the offer that you copied from here. Paste it in the terminal; the terminal’s answer goes here.')
    terminal.paste(own)
    answer = terminal.description()
    page.fill('#answer-in', answer)
    wait_for_state(page, 'live')
    page.reload()
    page.fill('#offer-in', answer)
    says(page, 'This is an answer; here goes the offer')
    page.click('#make-offer')
    page.wait_for_function('(own) => document.querySelector("#offer-out").value.length > own.length / 2', arg=own)
    page.fill('#answer-in', answer)
    says(page, 'This is the answer to another offer')


def test_no_codec_in_common(terminal, page):
    """An offer without any codec of the pipeline's is refused with what it could be sent."""
    terminal.description()
    page.click('#make-offer')
    offer = page.evaluate(FORMS['sdp'], filled(page, '#offer-out'))
    terminal.paste(re.sub(r'(H264|VP8|VP9)/90000', 'H266/90000', offer))
    terminal.expect(r'no codec in common.*Paste again')


def test_a_peer_that_never_comes(terminal, open_page):
    """Within 15 s: the addresses that were tried, the causes, and a new offer at Enter."""
    page = open_page(PAGE)
    page.fill('#offer-in', terminal.description())
    answer = filled(page, '#answer-out')
    page.close()
    terminal.paste(answer)
    terminal.expect(r'No connection came about over 127\.0\.0\.1:\d+.*Press Enter for a new offer', deadline=25)
    terminal.write('\r')
    again = open_page(PAGE)
    answer_offer(again, terminal)
    wait_for_state(again, 'live')


def test_one_file_alone(tmp_path, terminal, open_page):
    """`bridge paste --page` is the whole page in one file that works by itself."""
    program = Program('paste', '--page')
    html = program.stdout.text()
    assert program.wait() == 0
    assert not re.search(r'(src|href)="(?!data:)', html)
    view = tmp_path / 'view.html'
    view.write_text(html)
    page = open_page(view.as_uri())
    answer_offer(page, terminal)
    wait_for_state(page, 'live')
    assert frames(page)[0].width == 640


def test_a_short_offer_with_sound():
    """Video and sound, over all addresses of the host: still short enough for a chat's line."""
    program = Terminal('paste', BARS.removesuffix(' ! identity') + ' ! identity audiotestsrc is-live=true ! identity')
    assert len(program.description()) <= 1_200
    program.finish()
