'use strict';

/**
 * A session description out of a text that a person pasted: raw SDP, or JSON with `type` and `sdp`.
 * `wanted` is 'offer' or 'answer'; `own` the SDP that this page gave out, if any.
 * The SDP, or an error that says in words what is wrong.
 */
function readDescription(text, wanted, own = '') {
  const trimmed = text.trim();
  if (!trimmed) throw new Error(`The box is empty. Paste the ${wanted} that the terminal printed.`);
  const given = trimmed.startsWith('{') ? fromJSON(trimmed) : { sdp: trimmed };
  const lines = sdpLines(given.sdp);
  const value = (name) => lines.find((line) => line.startsWith(name))?.slice(name.length);

  if (lines[0] !== 'v=0') {
    throw new Error(`This is no session description. The ${wanted} in the terminal begins with “v=0”.`);
  }
  if (own && value('a=ice-ufrag:') === sdpLines(own).find((line) => line.startsWith('a=ice-ufrag:'))?.slice(12)) {
    throw new Error(wanted === 'answer'
      ? 'This is the offer that you copied from here. Paste it in the terminal; the terminal’s answer goes here.'
      : 'This is the answer that you copied from here. Paste it in the terminal.');
  }
  for (const needed of ['m=', 'a=ice-ufrag:', 'a=ice-pwd:', 'a=fingerprint:', 'a=setup:']) {
    if (value(needed) === undefined) {
      throw new Error(`A part of the description is missing (no “${needed}” line). Copy all of it.`);
    }
  }
  // Only an offer leaves the DTLS role open (RFC 8842, section 5.2).
  const type = given.type ?? (value('a=setup:') === 'actpass' ? 'offer' : 'answer');
  if (type !== wanted) {
    throw new Error(wanted === 'offer'
      ? 'This is an answer; here goes the offer, the first text that “bridge paste” prints.'
      : 'This is an offer; here goes the answer, which the terminal prints after you have pasted the offer from here.');
  }
  return lines.join('\r\n') + '\r\n';
}

function fromJSON(text) {
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error('This begins like JSON but is cut off or damaged. Copy all of it.');
  }
  if (typeof value?.sdp !== 'string') throw new Error('This JSON holds no session description (no “sdp”).');
  if (value.type !== undefined && value.type !== 'offer' && value.type !== 'answer') {
    throw new Error(`A description of type “${value.type}” is of no use here.`);
  }
  return value;
}

/** A terminal may indent the lines and cut long ones in two; every true line begins with `x=`. */
function sdpLines(sdp) {
  const lines = [];
  for (const line of sdp.trim().split(/\r?\n|\r/)) {
    if (/^\s*[a-z]=/.test(line) || !lines.length) lines.push(line.trim());
    else if (line.trim()) lines[lines.length - 1] += line.trimEnd();
  }
  return lines;
}
