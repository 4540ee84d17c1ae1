'use strict';

/**
 * What the monitor says, from everything that is known.
 *
 * link     `{ state: 'opening' | 'open' | 'lost' | 'refused', message, detail }`: can the server be asked?
 * status   the server's last status, or null
 * session  `{ phase, reason, retryAt }`, see `Viewer`
 * showing  whether a frame has been shown since the source last changed
 */
function describeState({ link, status, session, showing }) {
  const detail = status?.detail ?? '';
  const say = (word, message, more = '', retry = false) => ({ word, message, detail: more, retry });

  if (link.state === 'refused') return say('refused', 'Refused', link.detail);
  if (link.state === 'closing') return say('closing', link.message ?? 'The program is ending', link.detail);
  if (link.state === 'lost') {
    // A program that has said how it ended is not expected back.
    if (status?.state === 'ended') return say('ended', 'The stream has ended', link.detail);
    if (status?.state === 'failed') return say('failed', 'The pipeline failed', detail);
    return say('offline', link.message, link.detail);
  }
  if (link.state === 'opening' && !showing) return say('connecting', link.message ?? 'Connecting', link.detail);

  switch (status?.state) {
    case 'starting': return say('connecting', 'Starting the pipeline', detail);
    case 'stopped': return say('stopped', 'Stopped', detail);
    case 'retrying': return say('retrying', `Source lost, retrying${within(status.retryIn)}`, detail);
    case 'ended': return say('ended', 'The stream has ended', detail);
    case 'failed': return say('failed', 'The pipeline failed', detail);
    case 'closing': return say('closing', 'The program is ending', detail);
  }

  if (session.phase === 'refused') {
    const wait = session.retryAt === null ? '' : ` Trying again${within((session.retryAt - Date.now()) / 1_000)}.`;
    return say('refused', 'Refused', session.reason + wait, true);
  }
  if (session.phase === 'waiting') return say('connecting', 'Waiting for the source', session.reason);
  if (session.phase !== 'connected') return say('connecting', 'Connecting');
  if (!showing) return say('connecting', 'Waiting for the first frame');
  return say('live', '');
}

function within(seconds) {
  if (!(seconds > 0)) return '';
  return ` in ${Math.ceil(seconds)}\u00a0s`;
}

/** The words in the state's pill and in the title. */
const stateLabels = {
  connecting: 'Connecting',
  live: 'Live',
  stopped: 'Stopped',
  retrying: 'Retrying',
  ended: 'Ended',
  failed: 'Failed',
  refused: 'Refused',
  offline: 'Offline',
  closing: 'Closing',
};
