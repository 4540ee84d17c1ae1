"""Frame callbacks run when their frames come, or one is left out so that the next ones do."""

import pytest

from conftest import BARS

# Plays frames of a 60 Hz screen; `wait(second, sinceLeftOut)` says for how many ms a callback lets its frame wait. Gives
# the seconds in which a frame was left out, and how many rendering steps were asked for beside the callbacks.
SIMULATE = '''([rate, seconds, wait]) => {
  const waitAt = eval(wait);
  const leftOut = [];
  let steps = 0;
  const { requestAnimationFrame } = window;
  window.requestAnimationFrame = () => { steps++; };
  const pacing = new CallbackPacing();
  for (let number = 0; number < rate * seconds; number++) {
    const presentationTime = number * 1_000 / rate + 5;
    const late = waitAt(presentationTime / 1_000, presentationTime - (leftOut.at(-1) ?? -Infinity) * 1_000);
    const time = presentationTime + late;
    const now = Math.floor(time * 60 / 1_000) * 1_000 / 60;
    const pause = pacing.next({ now, time, presentationTime, presentedFrames: number });
    if (time + pause <= presentationTime + 1_000 / rate) continue;
    leftOut.push(time / 1_000);
    number++;
  }
  Object.assign(window, { requestAnimationFrame });
  return { leftOut: leftOut.map(Math.round), steps };
}'''


@pytest.fixture
def simulate(bridge, open_page):
    page = open_page(bridge(BARS).address)
    return lambda rate, seconds, wait: page.evaluate(SIMULATE, [rate, seconds, wait])


def test_what_is_in_time_is_left_alone(simulate):
    assert simulate(60, 60, '() => 0.5') == {'leftOut': [], 'steps': 0}
    # Of the two ticks between frames the first has a step.
    assert simulate(30, 60, '() => 0.5') == {'leftOut': [], 'steps': 30 * 60 - 1}
    # So slow a video finds a step anyway.
    assert simulate(15, 60, '() => 12') == {'leftOut': [], 'steps': 0}


def test_a_frame_is_left_out_when_all_wait(simulate):
    """One is enough where it helps, and no more than one a second is left out where something makes them late again."""
    assert simulate(60, 60, '(second, since) => (since < Infinity ? 0.5 : 12)')['leftOut'] == [0]
    seconds = simulate(60, 60, '(second, since) => (since < 500 ? 0.5 : 12)')['leftOut']
    assert 50 < len(seconds) <= 60


def test_where_it_does_not_help_it_is_seldom_tried(simulate):
    """A browser whose callbacks always wait for its next tick loses next to nothing."""
    seconds = simulate(60, 600, '() => 12')['leftOut']
    assert [later - earlier for earlier, later in zip(seconds, seconds[1:])][:7] == [2, 4, 8, 16, 32, 60, 60]
