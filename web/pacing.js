'use strict';

/**
 * Has frame callbacks run when their frames come, where a browser would let them wait for its next tick.
 *
 * Callbacks run in rendering steps, one for each tick of the browser's paint clock. Chromium holds the step of a tick
 * that it has begun open until something wants it, so that a frame that comes then is called back for at once. If the
 * step has been taken before, the frame waits for the next tick, whose step is then taken as well when the next frame
 * comes, and so on: each frame waits for up to 17 ms. Hence three rules:
 *
 * - the next callback is not asked for within this one: for a video as fast as the clock, Chromium takes a step at once;
 * - of two ticks between frames the first has a step, or Chromium does not begin the second;
 * - where frames wait all the same, one is left out, and the next finds its step open.
 */
class CallbackPacing {
  static #tick = 1_000 / 60;
  static #longest = 50; // ms between frames; slower ones find a step anyway
  static #inTime = 3; // ms from a frame's presentation to its callback
  static #enough = 3; // late callbacks in a row; one alone is an accident
  static #firstWait = 1_000; // ms from one frame that is left out to the next; doubled where that does not help
  static #lastWait = 60_000;

  #last = null; // presentation of the frame before
  #late = 0; // callbacks in a row
  #wait = CallbackPacing.#firstWait;
  #leftOutAt = -Infinity;
  #hasLeftOut = false;

  /** In how many ms the next callback is to be asked for, after this one. */
  next({ now, time, presentationTime, presentedFrames }) {
    const last = this.#last;
    this.#last = { presentationTime, presentedFrames };
    const duration = (presentationTime - last?.presentationTime) / (presentedFrames - last?.presentedFrames);
    if (!(duration > 0 && duration < CallbackPacing.#longest)) {
      this.#late = 0;
      this.#hasLeftOut = false;
      return 0;
    }
    if (this.#leavesOut(time, presentationTime)) return Math.max(0, presentationTime + 1.4 * duration - time);
    const ticks = (presentationTime + duration - now) / CallbackPacing.#tick;
    if (ticks > 2 && ticks < 3) requestAnimationFrame(() => {});
    return 0;
  }

  #leavesOut(time, presentationTime) {
    const isInTime = time - presentationTime < CallbackPacing.#inTime;
    this.#late = isInTime ? 0 : this.#late + 1;
    if (this.#hasLeftOut) {
      this.#wait = isInTime ? CallbackPacing.#firstWait : Math.min(2 * this.#wait, CallbackPacing.#lastWait);
    }
    this.#hasLeftOut = this.#late >= CallbackPacing.#enough && time - this.#leftOutAt > this.#wait;
    if (this.#hasLeftOut) this.#leftOutAt = time;
    return this.#hasLeftOut;
  }
}
