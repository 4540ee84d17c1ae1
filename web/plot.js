'use strict';

/** The last minute of one figure as a line, once a second a point. */
class Plot {
  static #points = 60;
  #values = [];
  #canvas = element('canvas', { class: 'plot', width: 120, height: 28, 'aria-hidden': 'true' });

  get root() {
    return this.#canvas;
  }

  /** null: no value now. */
  add(value) {
    this.#values.push(Number.isFinite(value) ? value : null);
    if (this.#values.length > Plot.#points) this.#values.shift();
    this.#draw();
  }

  #draw() {
    const { width, height } = this.#canvas;
    const context = this.#canvas.getContext('2d');
    context.clearRect(0, 0, width, height);
    const highest = Math.max(...this.#values.filter((value) => value !== null), 0);
    if (!highest) return;
    context.strokeStyle = getComputedStyle(this.#canvas).color;
    context.lineWidth = 1.5;
    context.beginPath();
    const first = Plot.#points - this.#values.length;
    let isDown = false;
    this.#values.forEach((value, index) => {
      if (value !== null) {
        const x = (first + index) / (Plot.#points - 1) * width;
        const y = height - 2 - value / highest * (height - 4);
        if (isDown) context.lineTo(x, y);
        else context.moveTo(x, y);
      }
      isDown = value !== null;
    });
    context.stroke();
  }
}
