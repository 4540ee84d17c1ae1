'use strict';

/** An element with attributes and children. Strings become text nodes, never markup. */
function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== false && value !== null) node.setAttribute(key, value === true ? '' : value);
  }
  node.append(...children);
  return node;
}

/** Outlines on a 16 × 16 grid, drawn here because a page from disk may not load them from a file. */
const iconPaths = {
  start: 'M4.5 2.5v11l9-5.5z',
  stop: 'M3.5 3.5h9v9h-9z',
  sound: 'M2 6v4h2.5L8 13V3L4.5 6zM10.5 5.5a3.5 3.5 0 0 1 0 5M12.5 3.5a6.3 6.3 0 0 1 0 9',
  muted: 'M2 6v4h2.5L8 13V3L4.5 6zM10.5 6l4 4M14.5 6l-4 4',
  still: 'M2 5h3l1.2-2h3.6L11 5h3v8H2zM8 6.5a2.25 2.25 0 1 0 0 4.5a2.25 2.25 0 1 0 0-4.5',
  record: 'M8 4a4 4 0 1 0 0 8a4 4 0 1 0 0-8',
  pip: 'M2 3h12v10H2zM8.5 8.5h4v3h-4z',
  fullscreen: 'M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10',
};

function icon(name) {
  const namespace = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(namespace, 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('aria-hidden', 'true');
  svg.classList.add('icon', `icon-${name}`);
  const path = document.createElementNS(namespace, 'path');
  path.setAttribute('d', iconPaths[name]);
  svg.append(path);
  return svg;
}

/** Hands a file to the person. */
function saveFile(blob, name) {
  const address = URL.createObjectURL(blob);
  element('a', { href: address, download: name }).click();
  // The download reads the address after the click has returned.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** Local time, for a file name: 2025-11-21-034012-250. */
function fileStamp(date) {
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 23).replace('T', '-').replaceAll(':', '').replace('.', '-');
}

/** One word for a shell (POSIX, section 2.2.2), whatever is in the text. */
function shellWord(text) {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** True when the text is on the clipboard. A page that is not trusted with it has no clipboard at all. */
async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
