'use strict';

/**
 * What the monitor says, from everything that is known.
 *
 * link     `{ state: 'opening' | 'open' | 'lost' | 'refused', message, detail }`: can the server be asked?
 * status   the server's last status, or null
 * session  `{ phase, reason, retryAt, codec }`, see `Viewer`
 * showing  whether a frame has been shown since the source last changed
 * rendition  the `id` of the video's rendition, where it is known
 * blocked  whether the browser plays only when the person wants it
 *
 * Gives `word`, the state; `label`, the name of it that is shown; `message` and `detail`; whether `retry` is offered.
 */
function describeState({ link, status, session, showing, blocked, rendition }) {
  const detail = status?.detail ?? '';
  const say = (word, message, more = '', { retry = false, label = word } = {}) => {
    return { word, label, message, detail: more, retry };
  };

  if (link.state === 'refused') return say('refused', 'Refused', link.detail);
  if (link.state === 'closing') return say('closing', link.message ?? 'The program is ending', link.detail);
  if (link.state === 'lost') {
    // A program that has said how it ended is not expected back.
    if (status?.state === 'ended') return say('ended', 'The stream has ended', link.detail);
    if (status?.state === 'failed') return say('failed', 'The pipeline failed', detail);
    return say('offline', link.message, link.detail);
  }
  if (link.state === 'opening' && !showing) return say('connecting', link.message ?? 'Connecting', link.detail);

  const awaited = describeWait(status);
  switch (status?.state) {
    case 'starting': return say('connecting', awaited || 'Starting the pipeline', detail);
    case 'stopped': return say('stopped', 'Stopped', detail);
    case 'retrying':
      if (!awaited) {
        const what = status.frames > 0 ? 'Source lost' : 'The source is not there yet';
        return say('retrying', `${what}, retrying${within(status.retryIn)}`, detail);
      }
      return say('retrying', awaited, [detail.replace(/\.$/, ''), `Trying again${within(status.retryIn)}`].filter(Boolean).join('. '));
    case 'ended': return say('ended', 'The stream has ended', detail);
    case 'failed': return say('failed', 'The pipeline failed', detail);
    case 'closing': return say('closing', 'The program is ending', detail);
  }

  if (session.phase === 'refused') {
    const wait = session.retryAt === null ? '' : ` Trying again${within((session.retryAt - Date.now()) / 1_000)}.`;
    return say('refused', 'Refused', session.reason + wait, { retry: true });
  }
  if (session.phase === 'waiting') return say('connecting', awaited || 'Waiting for the source', session.reason);
  if (session.phase !== 'connected') return say('connecting', awaited || 'Connecting');
  if (blocked) return say('paused', 'The browser has not started the picture');
  if (!showing) return say('connecting', describeFirstFrame(status, session, rendition));
  return say('live', '', '', { label: status?.silentFor >= 1 ? 'silent' : 'live' });
}

/** What the source waits for, as a headline; empty when that is not known. */
function describeWait(status) {
  const { waitingFor } = status ?? {};
  if (!waitingFor) return '';
  return /^the /.test(waitingFor) ? `Waiting for ${waitingFor}` : `Waiting for the source: ${waitingFor}`;
}

/** What a page that is connected waits for. Of a stream that is passed on, only the source makes key frames. */
function describeFirstFrame(status, { codec }, id) {
  const videos = status?.streams?.filter(({ kind }) => kind === 'video') ?? [];
  const stream = videos.find(({ isShown }) => isShown) ?? videos[0];
  const renditions = status?.renditions?.filter((one) => one.stream === stream?.name) ?? [];
  const rendition = renditions.find((one) => id !== undefined && one.id === id)
    ?? renditions.find((one) => one.codec?.toUpperCase() === codec?.toUpperCase()) ?? renditions[0];
  if (!stream && status?.streams?.length) return 'Waiting for sound';
  if (!rendition || rendition.encoder) return 'Waiting for the first frame';
  const { keyFrameInterval } = stream;
  const often = keyFrameInterval > 0 ? ` (every ${Number(keyFrameInterval.toFixed(1))}\u00a0s)` : '';
  return `Waiting for the source’s next key frame${often}`;
}

/** What is to be said beside the picture: lines, each with a `kind` and a `text`. */
function describeNotices({ link, status }) {
  if (link.state !== 'open' || !status) return [];
  const notices = [];
  const isLive = status.state === 'live';
  if (isLive && status.silentFor >= 1) {
    notices.push({ kind: 'silent', text: `Nothing has come for ${duration(status.silentFor)}` });
  }
  if (isLive && status.lateBy >= 0.1) {
    notices.push({
      kind: 'late',
      text: `The source is ${status.lateBy.toFixed(1)}\u00a0s late: add `
        + '“queue leaky=downstream max-size-buffers=1” before the slow element',
    });
  }
  for (const { name, kind, problem, isSilent } of status.streams ?? []) {
    const medium = { video: 'Video', audio: 'Audio' }[kind] ?? kind;
    if (problem) {
      const text = /^(audio|video|sound)\b/i.test(problem) ? problem : `${medium} cannot be shown: ${problem}`;
      notices.push({ kind: `problem-${name}`, text });
    } else if (isSilent && isLive && !(status.silentFor >= 1)) {
      notices.push({ kind: `silent-${name}`, text: `${medium}: nothing has come of ${name}` });
    }
  }
  return notices;
}

/** Which of several videos is shown, in words; empty when there is no choice. */
function describeChoice(status) {
  const videos = status?.streams?.filter(({ kind, problem }) => kind === 'video' && !problem) ?? [];
  if (videos.length < 2) return '';
  const index = Math.max(0, videos.findIndex(({ isShown }) => isShown));
  const others = videos.filter((video, place) => place !== index).map(({ name }) => name);
  return `shows ${videos[index].name} · not shown: ${others.join(', ')}`;
}

function within(seconds) {
  if (!(seconds > 0)) return '';
  return ` in ${Math.ceil(seconds)}\u00a0s`;
}

function duration(seconds) {
  const whole = Math.floor(seconds);
  if (whole < 120) return `${whole}\u00a0s`;
  return whole < 7_200 ? `${Math.floor(whole / 60)}\u00a0min` : `${Math.floor(whole / 3_600)}\u00a0h`;
}

/** The words in the state's pill and in the title. */
const stateLabels = {
  connecting: 'Connecting',
  live: 'Live',
  silent: 'Silent',
  paused: 'Paused',
  stopped: 'Stopped',
  retrying: 'Retrying',
  ended: 'Ended',
  failed: 'Failed',
  refused: 'Refused',
  offline: 'Offline',
  closing: 'Closing',
};
