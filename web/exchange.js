'use strict';

/** What two descriptions have to do with each other, in words for a person. */

/** Throws for a description that belongs somewhere else. `own`: what this page gave out, `{ type, sdp }`, or null. */
function checkPlace(type, sdp, own, direction) {
  const name = own && attribute(own.sdp, 'ice-ufrag');
  if (own && attribute(sdp, 'ice-ufrag') === name) {
    throw new Error(own.type === 'offer'
      ? 'This is the offer that you copied from here. Paste it in the terminal; the terminal’s answer goes here.'
      : 'This is the answer that you copied from here. Paste it in the terminal.');
  }
  if (type === 'offer') return;
  if (own?.type !== 'offer') {
    throw new Error(direction === 'page'
      ? 'This page has made no offer that this could answer. Make a new one, and copy it first.'
      : 'This is an answer; here goes the offer, the first text that “bridge paste” prints.');
  }
  const answered = attribute(sdp, 'x-answer-to');
  if (answered !== undefined && answered !== name) {
    throw new Error('This is the answer to another offer. Copy the offer from here once more, and paste it in the terminal.');
  }
}

/** A browser without a default route finds none either, and connects all the same where the other side's can be reached. */
const noAddress = 'the browser has found no address of this machine. If only lo is up on this machine, bring up one more '
  + 'interface: browsers need it';

/** Whether the browser has found any address. */
function hasAddress(sdp) {
  return /^a=candidate:/m.test(sdp);
}

/** Why no connection came about: what can be known from here, else the usual causes. */
function connectionProblem(own, other) {
  if (!hasAddress(own)) return `No connection came about: ${noAddress}`;
  const tried = [...other.matchAll(/^a=candidate:\S+ 1 (\S+) \d+ (\S+) (\d+) /gm)]
    .map(([, transport, address, port]) => `${address} port ${port}${/tcp/i.test(transport) ? ' over TCP' : ''}`);
  const where = tried.length ? ` over ${tried.join(', ')}` : '';
  return `No connection came about${where}. Usual causes: the terminal’s program has ended; this browser is on another `
    + 'machine (--lan, --ice-address); a firewall drops UDP (--ice-tcp)';
}
