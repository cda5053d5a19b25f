// Small line charts: one path for each line, and the area under the first.

import { svg } from "./dom.js";

/** The last so many values of something, the oldest falling out. */
export class Trail {
  constructor(length) {
    this.values = new Float64Array(length);
    this.clear();
  }

  push(value) {
    this.known = Math.min(this.known + 1, this.values.length);
    this.values[this.at] = value;
    this.at = (this.at + 1) % this.values.length;
  }

  clear() {
    this.at = 0;
    this.known = 0;
    this.values.fill(0);
  }

  get peak() {
    return Math.max(...this.values);
  }

  /** i = 0 is the oldest. */
  get(i) {
    return this.values[(this.at + i) % this.values.length];
  }

  get length() {
    return this.values.length;
  }
}

const WIDTH = 200;
const HEIGHT = 40;

/** Draws trails of one length into an <svg>; call draw() when they have moved on. */
export class Chart {
  /** least: what the top of the chart is worth at least, so that next to nothing looks like it. */
  constructor(element, trails, least = 1) {
    element.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
    element.setAttribute("preserveAspectRatio", "none");
    this.trails = trails;
    this.least = least;
    this.area = svg("path", { class: "area" });
    this.lines = trails.map((_, i) => svg("path", { class: i === 0 ? "line" : "line second" }));
    element.replaceChildren(this.area, ...this.lines);
    this.draw();
  }

  draw() {
    const scale = Math.max(this.least, ...this.trails.map((trail) => trail.peak));
    this.trails.forEach((trail, i) => {
      const [line, from] = this.path(trail, scale);
      this.lines[i].setAttribute("d", line);
      if (i === 0) this.area.setAttribute("d", line && `${line}V${HEIGHT}H${from}Z`);
    });
  }

  /** The line, from where something is known; and where that is. */
  path(trail, scale) {
    const step = WIDTH / (trail.length - 1);
    const first = trail.length - trail.known;
    let d = "";
    for (let i = first; i < trail.length; i++) {
      const y = HEIGHT - 1 - (trail.get(i) / scale) * (HEIGHT - 3);
      d += `${i === first ? "M" : "L"}${(i * step).toFixed(1)} ${y.toFixed(1)}`;
    }
    return [d, (first * step).toFixed(1)];
  }
}
