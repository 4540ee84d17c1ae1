"""The page's reader of pasted texts, held to the same corpus as the terminal's."""

import json

import pytest

from pastes import SOURCES, compact
from program import REPOSITORY

CORPUS = json.loads((REPOSITORY / 'Tests/PipelineBridgeTests/Fixtures/pastes.json').read_text())
READ = '''async (text) => {
  try {
    return await readDescription(text);
  } catch (error) {
    return { error: error.message };
  }
}'''


@pytest.fixture
def page(open_page):
    return open_page((REPOSITORY / 'web/paste.html').as_uri())


def test_corpus(page):
    """Each paste is understood as what it is, or refused with the right reason."""
    wrong = []
    for paste in CORPUS:
        read = page.evaluate(READ, paste['text'])
        if source := paste.get('source'):
            good = read == {'type': source.split('-')[1], 'sdp': SOURCES[source]}
        else:
            good = paste['reason'].lower() in read.get('error', '').lower()
        if not good:
            wrong.append((paste['name'], paste.get('reason'), read.get('error', read.get('type'))))
    assert wrong == []


def test_every_character_of_the_short_form_counts(page):
    """A text with any one character missing or changed is refused."""
    accepted = page.evaluate('''async (text) => {
      const accepted = [];
      for (let index = 0; index < text.length; index++) {
        const changed = String.fromCharCode(text.charCodeAt(index) ^ 1);
        for (const middle of ['', changed]) {
          const damaged = text.slice(0, index) + middle + text.slice(index + 1);
          await readDescription(damaged).then(() => accepted.push([index, middle]), () => {});
        }
      }
      return accepted;
    }''', compact('chromium-answer'))
    assert accepted == []


def test_the_page_writes_what_it_reads(page):
    for source, sdp in SOURCES.items():
        kind = source.split('-')[1]
        text = page.evaluate('([kind, sdp]) => compact.encode(kind, sdp)', [kind, sdp])
        assert text.startswith(f'bridge1-{kind}-') and len(text) < len(sdp)
        assert page.evaluate(READ, text) == {'type': kind, 'sdp': sdp}
