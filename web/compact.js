'use strict';

/**
 * A description as one short word, `bridge1-offer-953-…`: the kind, the number of characters that follow, and these,
 * base64url of the raw deflate stream of the SDP with LF line ends, and of a CRC-32 over kind, line feed and stream.
 * `CompactDescription.swift` is the other end.
 */
const compact = {
  prefix: 'bridge1-',
  longest: 65_536, // of the SDP, in bytes

  async encode(type, sdp) {
    const text = new TextEncoder().encode(sdp.replaceAll('\r\n', '\n'));
    const deflated = await compact.pipe(text, new CompressionStream('deflate-raw'));
    const bytes = new Uint8Array([...deflated, ...compact.checksum(type, deflated)]);
    const letters = compact.letters(bytes);
    return `${compact.prefix}${type}-${letters.length}-${letters}`;
  },

  /** `{ type, sdp }` out of a text that holds one, null where nothing begins like one, or an error in words. */
  async decode(plain) {
    const letters = plain.replace(/[^A-Za-z0-9_-]/g, '');
    const starts = letters.split(compact.prefix).slice(1);
    if (!starts.length) return null;
    const [first, ...others] = starts;
    const given = await compact.read([first, ...others].join(compact.prefix));
    for (const other of others) {
      const { type, sdp } = await compact.read(other);
      if (type !== given.type || sdp !== given.sdp) throw new Error('The text holds two descriptions: copy only one of them.');
    }
    return given;
  },

  async read(letters) {
    const [, type, digits, rest] = /^(offer|answer)-([1-9][0-9]{0,4})-(.*)$/.exec(letters) ?? [];
    const count = Number(digits);
    if (!type || count > 32_768) {
      throw new Error(`The beginning of the text, behind “${compact.prefix}”, was changed or cut off: copy it again.`);
    }
    if (rest.length < count) {
      throw new Error(`The text is cut off: ${rest.length} of its ${count} characters have come. Copy it again, to its end.`);
    }
    const text = await compact.inflate(rest.slice(0, count), type);
    if (text === null) throw new Error('The text was changed on its way: its checksum does not fit. Copy it again.');
    return { type, sdp: text.replaceAll('\n', '\r\n') };
  },

  async inflate(letters, type) {
    try {
      const bytes = Uint8Array.from(atob(letters.replaceAll('-', '+').replaceAll('_', '/')), (byte) => byte.charCodeAt(0));
      // The last letter has bits to spare.
      if (compact.letters(bytes) !== letters || bytes.length < 5) return null;
      const deflated = bytes.slice(0, -4);
      const sum = compact.checksum(type, deflated);
      if (!bytes.slice(-4).every((byte, index) => byte === sum[index])) return null;
      const text = await compact.pipe(deflated, new DecompressionStream('deflate-raw'));
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(text);
    } catch {
      return null;
    }
  },

  async pipe(bytes, transform) {
    const chunks = [];
    let length = 0;
    const stream = new Blob([bytes]).stream().pipeThrough(transform);
    for (const reader = stream.getReader(); ;) {
      const { done, value } = await reader.read();
      if (done) break;
      length += value.length;
      if (length > compact.longest) {
        await reader.cancel();
        throw new RangeError('longer than any description');
      }
      chunks.push(value);
    }
    return new Uint8Array(await new Blob(chunks).arrayBuffer());
  },

  letters(bytes) {
    const standard = btoa(String.fromCharCode(...bytes));
    return standard.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  },

  /** CRC-32 (ISO 3309), big endian. */
  checksum(type, stream) {
    let sum = ~0;
    for (const byte of [...new TextEncoder().encode(`${type}\n`), ...stream]) {
      sum ^= byte;
      for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
    }
    sum = ~sum;
    return [sum >>> 24, (sum >>> 16) & 0xff, (sum >>> 8) & 0xff, sum & 0xff];
  },
};
