'use strict';

/**
 * A session description out of a text that a person pasted, in any form: raw SDP, JSON with `type` and `sdp`, or the
 * short form, with what copying adds (prompts, quotes, `>` marks, indentation, wrapped lines, any line ends).
 * `{ type, sdp }`, or an error that says in words what is wrong. `PastedDescription.swift` is the other end.
 */
async function readDescription(text) {
  const plain = plainText(text);
  if (!plain.trim()) throw new Error('Nothing was pasted: copy the whole text, from its first letter to its last.');
  const given = await compact.decode(plain) ?? readJSON(plain) ?? readSDP(plain);
  if (given) return given;
  if (/[A-Za-z0-9_-]{200}/.test(plain)) {
    throw new Error(`The beginning of the text, “${compact.prefix}…”, is missing or was changed: copy it again.`);
  }
  throw new Error('This is no session description. The text in the terminal begins with '
    + `“${compact.prefix}”.`);
}

/** The value of an attribute of a description, or undefined. */
function attribute(sdp, name) {
  return sdp.match(new RegExp(`^a=${name}:(.*?)\\r?$`, 'm'))?.[1];
}

/** An answer with the offer's name in it, so that one pasted in the wrong place can be told in words. */
function answering(answer, offer) {
  return answer.replace('\r\nt=0 0\r\n', `\r\nt=0 0\r\na=x-answer-to:${attribute(offer, 'ice-ufrag')}\r\n`);
}

/** Without typographic quotes, hyphens and spaces, invisible characters, and a terminal's escape sequences. */
function plainText(text) {
  return text
    .replace(/\x1b\[[^@-~]*[@-~]/g, '')
    .replace(/[\u201c-\u201f\u00ab\u00bb]/g, '"')
    .replace(/[\u2018-\u201b]/g, '\'')
    .replace(/[\u2010-\u2013\u2212]/g, '-')
    .replace(/\u2014/g, '--')
    .replace(/[\u00a0\u2000-\u200a\u202f\u3000]/g, ' ')
    .replace(/[\u00ad\u200b-\u200f\u2060\ufeff]/g, '')
    .replace(/\r\n?|[\v\f\u0085\u2028\u2029]/g, '\n');
}

const margin = /^[ \t>|\u2502\u2503]*/;

/** Null where no JSON is. */
function readJSON(plain) {
  const start = plain.indexOf('{');
  const sdp = plain.indexOf('v=0');
  // SDP may have braces too, around a UUID.
  if (start < 0 || (plain.slice(0, start).trim() && !plain.slice(start).includes('sdp'))) return null;
  if (sdp >= 0 && sdp < start) return null;
  const end = plain.lastIndexOf('}') + 1;
  const decoded = jsonReadings(plain.slice(start, end > start ? end : undefined)).map(tryJSON)
    .filter((value) => typeof value?.type === 'string' && typeof value.sdp === 'string');
  const given = decoded.find(({ sdp }) => plausible(sdp.trim().split(/\r?\n/))) ?? decoded[0];
  if (!given) {
    // A browser's console prints an object that is no JSON, with the line ends of its SDP escaped.
    if (readSDP(plain)) return null;
    throw new Error('The pasted JSON is not {"type":"offer","sdp":"v=0…"}: was all of it copied?');
  }
  if (given.type !== 'offer' && given.type !== 'answer') {
    throw new Error(`The pasted JSON has the type “${given.type.slice(0, 16)}” instead of “offer” or “answer”.`);
  }
  return { type: given.type, sdp: given.sdp };
}

/** As it is, and without the line ends that wrapping has put into its strings. */
function jsonReadings(text) {
  // A string literal that holds JSON.
  const inner = text.includes('\\"sdp\\"') ? tryJSON(`"${text}"`) : null;
  const whole = typeof inner === 'string' ? inner : text;
  const lines = whole.split('\n').map((line) => line.replace(/^[\t>|\u2502\u2503]*/, ''));
  const flush = lines.map((line) => line.replace(margin, ''));
  return [whole, lines.join(''), flush.join(''), flush.join(' ')];
}

function tryJSON(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Null where no line says `v=0`. */
function readSDP(plain) {
  // A string literal has its line ends escaped; SDP itself knows no backslash.
  const lines = plain.replace(/\\r\\n|\\n|\\r/g, '\n').split('\n');
  const start = lines.findIndex((line) => /(^|[^a-z])v=0[ \t>|\u2502\u2503]*$/i.test(line));
  if (start < 0) return null;
  const quote = /["'`](?=v=0)/.exec(lines[start])?.[0] ?? '';
  const readings = unwrap(lines, start, quote);
  const sdp = readings.find(plausible) ?? readings[0];
  const mids = sdp.filter((line) => line.startsWith('a=mid:'));
  const bundle = sdp.find((line) => line.startsWith('a=group:BUNDLE '))?.split(' ').slice(1) ?? [];
  const has = (name) => sdp.some((line) => line.startsWith(`a=${name}:`));
  if (mids.length < bundle.length || !mids.length || !has('ice-ufrag') || !has('ice-pwd') || !has('fingerprint')) {
    throw new Error('The text is cut off: a part of the description is missing. Copy it again, to its end.');
  }
  // Only an offer leaves the DTLS role open (RFC 8842, section 5.2).
  return { type: sdp.includes('a=setup:actpass') ? 'offer' : 'answer', sdp: sdp.join('\r\n') + '\r\n' };
}

/** The ways to put wrapped lines together again: a terminal cuts in the midst of a word, a mail program at a space. */
function unwrap(lines, start, quote) {
  const pieces = [['v=0']];
  let letters = /[voisuepcbtrzkam]/;
  let open = true;
  let last = 0;
  let longest = 0;
  let rubbish = 0;
  for (const [index, line] of lines.entries()) {
    const text = line.replace(margin, '');
    if (index <= start) continue;
    if (!text.trim()) {
      // CR LF pasted as two line ends leaves one between all lines.
      open = false;
      continue;
    }
    if (text === 'v=0') throw new Error('The text holds two descriptions: copy only one of them.');
    if (text[1] === '=' && letters.test(text[0])) {
      if (rubbish) throw new Error(`Line ${rubbish} of the text does not belong to the description.`);
      if (text.startsWith('m=')) letters = /[maicbk]/;
      pieces.push([text]);
    } else if (open && !rubbish && last + text.split(' ')[0].length >= 50 && /[A-Za-z0-9]/.test(text)) {
      // A space at the wrap belongs to the line; two and more are a margin.
      pieces.at(-1).push(/^ [^ ]/.test(line) ? ` ${text}` : text);
    } else {
      rubbish ||= index + 1;
    }
    longest = Math.max(longest, line.length);
    last = line.length;
    open = true;
  }
  const cut = pieces.every((line) => line.slice(0, -1).every((piece) => piece.length >= longest - 8));
  const trailing = new RegExp(`[\\s${quote}]+$`);
  return (cut ? ['', ' '] : [' ', '']).map((joint) => pieces.map((line) => line
    .reduce((text, piece) => text + (/ $/.test(text) || piece.startsWith(' ') ? '' : joint) + piece)
    .replace(trailing, '')));
}

/** Whether lines that are often wrapped came out whole. */
function plausible(lines) {
  return lines.every((line) => {
    if (line.startsWith('a=candidate:')) return /^a=candidate:\S+ \d+ (udp|tcp) \d+ \S+ \d+ typ \w+( \S+ \S+)*$/i.test(line);
    if (line.startsWith('a=fingerprint:')) return /^a=fingerprint:\S+ [0-9A-F]{2}(:[0-9A-F]{2})+$/i.test(line);
    const formats = /^m=\w+ \d+ \S+RTP\S+ (.*)$/.exec(line)?.[1].split(' ') ?? [];
    return formats.every((format) => lines.some((other) => other.startsWith(`a=rtpmap:${format} `)));
  });
}
