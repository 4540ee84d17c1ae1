"""Makes the corpus of mangled pastes out of descriptions that Chromium and Firefox wrote.

    python3 Tests/browser/pastes.py > Tests/PipelineBridgeTests/Fixtures/pastes.json

Each has a text, and either the description that it must be understood as or a word of the reason for its refusal.
Terminal (`PastesTests`) and page (`test_pastes.py`) read the same corpus.
"""

import base64
import json
import textwrap
import zlib
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / 'PipelineBridgeTests/Fixtures/sdp'
SOURCES = {name: (FOLDER / f'{name}.sdp').read_bytes().decode() for name in (
    'chromium-offer', 'chromium-answer', 'firefox-offer', 'firefox-answer')}


def compact(source):
    kind = source.split('-')[1]
    sdp = SOURCES[source].replace('\r\n', '\n').encode()
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = deflate.compress(sdp) + deflate.flush()
    data += zlib.crc32(kind.encode() + b'\n' + data).to_bytes(4, 'big')
    letters = base64.urlsafe_b64encode(data).decode().rstrip('=')
    return f'bridge1-{kind}-{len(letters)}-{letters}'


def as_json(source, **options):
    return json.dumps({'type': source.split('-')[1], 'sdp': SOURCES[source]}, **options)


def lines(source):
    return SOURCES[source].splitlines()


def cut(text, width, margin=''):
    """As a terminal of this width shows it, each row a line."""
    return '\n'.join(margin + line[start:start + width]
                     for line in text.splitlines() for start in range(0, max(len(line), 1), width))


def fold(text, width):
    """As a mail program breaks lines, at spaces."""
    return '\n'.join(part for line in text.splitlines() for part in textwrap.wrap(
        line, width, break_long_words=False, break_on_hyphens=False))


def quoted(text, mark='> '):
    return '\n'.join(mark + line for line in text.splitlines())


def changed(text, index, letter):
    assert text[index] != letter
    return text[:index] + letter + text[index + 1:]


def understood():
    for source in SOURCES:
        sdp = SOURCES[source]
        yield f'{source} as it is', source, 'sdp', sdp
        yield f'{source} as JSON', source, 'json', as_json(source)
        yield f'{source} in short', source, 'compact', compact(source)
    answer, firefox = SOURCES['chromium-answer'], SOURCES['firefox-answer']
    yield 'LF only, no last line end', 'firefox-answer', 'sdp', '\n'.join(lines('firefox-answer'))
    yield 'CR only', 'chromium-answer', 'sdp', '\r'.join(lines('chromium-answer'))
    yield 'each line end twice', 'chromium-answer', 'sdp', '\n\n'.join(lines('chromium-answer'))
    yield 'indented', 'firefox-answer', 'sdp', quoted(firefox, '      ')
    yield 'indented by tabs, behind a byte order mark', 'chromium-answer', 'sdp', '\ufeff' + quoted(answer, '\t\t')
    yield 'quoted in a mail', 'chromium-answer', 'sdp', 'Here it is:\n\n' + quoted(answer)
    yield 'quoted twice', 'firefox-answer', 'sdp', quoted(firefox, '>> ')
    yield 'behind a prompt', 'firefox-answer', 'sdp', 'user@host:~$ cat answer.sdp\n' + firefox + 'user@host:~$ '
    yield 'in a fence', 'chromium-answer', 'sdp', f'```\n{answer}```\n'
    yield 'in quotes', 'firefox-answer', 'sdp', f'"{firefox.strip()}"'
    yield 'in typographic quotes', 'chromium-answer', 'sdp', f'\u201c{answer.strip()}\u201d'
    yield 'spaces at the ends of lines', 'firefox-answer', 'sdp', firefox.replace('\r\n', '   \r\n')
    yield 'cut at 80 columns', 'chromium-answer', 'sdp', cut(answer, 80)
    yield 'cut at 100 columns', 'firefox-answer', 'sdp', cut(firefox, 100)
    yield 'cut at 120 columns', 'chromium-offer', 'sdp', cut(SOURCES['chromium-offer'], 120)
    yield 'folded at spaces', 'chromium-answer', 'sdp', fold(answer, 72)
    yield 'folded at spaces and quoted', 'firefox-answer', 'sdp', quoted(fold(firefox, 72))
    yield 'a string literal with escaped line ends', 'chromium-answer', 'sdp', "'" + answer.replace('\r\n', '\\r\\n') + "'"
    yield 'as a console prints it', 'firefox-answer', 'sdp', (
        "RTCSessionDescription {type: 'answer', sdp: '" + firefox.replace('\r\n', '\\r\\n') + "'}")
    yield 'a box drawn around', 'chromium-answer', 'sdp', quoted(answer, '\u2502 ')
    yield 'JSON over several lines', 'firefox-answer', 'json', as_json('firefox-answer', indent=4)
    yield 'JSON with typographic quotes', 'chromium-answer', 'json', (
        as_json('chromium-answer').replace('{"', '{\u201c').replace('":', '\u201d:').replace(': "', ': \u201c')
        .replace('", "', '\u201d, \u201c').replace('"}', '\u201d}'))
    yield 'JSON in single quotes behind a prompt', 'firefox-answer', 'json', f"$ echo '{as_json('firefox-answer')}'\n$ "
    yield 'JSON cut at 80 columns', 'chromium-answer', 'json', cut(as_json('chromium-answer'), 80)
    yield 'JSON in JSON', 'firefox-answer', 'json', json.dumps(as_json('firefox-answer'))
    yield 'JSON quoted and folded', 'firefox-answer', 'json', quoted(fold(as_json('firefox-answer'), 90))
    short, fox = compact('chromium-answer'), compact('firefox-answer')
    yield 'short, cut at 80 columns', 'chromium-answer', 'compact', cut(short, 80)
    yield 'short, cut within its beginning', 'firefox-answer', 'compact', cut(fox, 5)
    yield 'short, quoted, with CR LF', 'chromium-answer', 'compact', quoted(cut(short, 70)).replace('\n', '\r\n')
    yield 'short, behind a prompt, another one below', 'firefox-answer', 'compact', f'user@host:~$ {fox}\nuser@host:~$ ls'
    yield 'short, in typographic quotes, with a full stop', 'chromium-answer', 'compact', f'\u201c{short}\u201d.'
    yield 'short, in the colours of a terminal', 'firefox-answer', 'compact', f'\x1b[1;32m{fox}\x1b[0m'
    yield 'short, with zero-width spaces', 'chromium-answer', 'compact', '\u200b'.join(textwrap.wrap(short, 50))
    yield 'short, twice the same', 'firefox-answer', 'compact', f'{fox}\n{fox}\n'
    dashes = next(compact(source) for source in SOURCES if '--' in compact(source)) if any(
        '--' in compact(source) for source in SOURCES) else None
    if dashes:
        source = next(source for source in SOURCES if compact(source) == dashes)
        yield 'short, with -- made into a dash', source, 'compact', dashes.replace('--', '\u2014')
    yield 'short, with hyphens that do not break', 'chromium-answer', 'compact', short.replace('-', '\u2011')


def refused():
    answer, short = SOURCES['chromium-answer'], compact('chromium-answer')
    middle = len(short) // 2
    letter = 'A' if short[middle] != 'A' else 'B'
    yield 'nothing', 'nothing was pasted', ' \r\n\t\u200b '
    yield 'something else', 'no session description', 'https://example.org/#room'
    yield 'short, the last letter missing', 'cut off', short[:-1]
    yield 'short, one half', 'cut off', short[:middle]
    yield 'short, only its beginning', 'cut off', short[:24]
    yield 'short, without its beginning', 'beginning', short[30:]
    yield 'short, its beginning changed', 'beginning', changed(short, 2, 'l')
    yield 'short, its kind changed', 'checksum', short.replace('-answer-', '-offer-')
    yield 'short, its kind misspelt', 'beginning', short.replace('-answer-', '-anwser-')
    yield 'short, a letter changed', 'checksum', changed(short, middle, letter)
    yield 'short, the last letter changed', 'checksum', changed(short, len(short) - 1, 'z' if short[-1] != 'z' else 'y')
    yield 'short, two letters exchanged', 'checksum', (
        short[:200] + short[201] + short[200] + short[202:] if short[200] != short[201] else changed(short, 200, letter))
    yield 'short, in small letters', 'checksum', short.lower()
    yield 'short, underscores eaten by a chat', 'cut off' if '_' in short else 'checksum', (
        short.replace('_', '') if '_' in short else changed(short, 99, letter))
    yield 'two short ones', 'two descriptions', f'{compact("chromium-offer")}\n{short}\n'
    yield 'SDP, one half', 'cut off', answer[:len(answer) // 2]
    yield 'SDP, its first lines', 'cut off', '\r\n'.join(lines('firefox-offer')[:6])
    yield 'two SDPs', 'two descriptions', answer + SOURCES['firefox-answer']
    yield 'SDP without its first line', 'no session description', '\r\n'.join(lines('firefox-answer')[1:])
    yield 'SDP with a remark in it', 'does not belong', answer.replace('a=mid:', 'see here\r\na=mid:', 1)
    yield 'JSON, one half', 'cut off', as_json('firefox-answer')[:700]
    yield 'JSON of another kind', 'rollback', as_json('firefox-answer').replace('"answer"', '"rollback"')
    yield 'JSON without SDP', 'JSON', '{"type": "offer"}'
    yield 'a candidate alone', 'JSON', '{"candidate": "candidate:1 1 udp 1 192.0.2.1 9 typ host", "sdpMid": "0"}'


def corpus():
    return [{'name': name, 'source': source, 'form': form, 'text': text} for name, source, form, text in understood()
            ] + [{'name': name, 'reason': reason, 'text': text} for name, reason, text in refused()]


if __name__ == '__main__':
    print(json.dumps(corpus(), indent=1))
