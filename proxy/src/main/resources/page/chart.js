// Small line charts: one path for each line, and the area under the first.

import { svg } from "./dom.js";

/** The last so many values of something, the oldest falling out. */
export class Trail {
  constructor(length) {
    this.values = new Float64Array(length);
    this.at = 0;
  }

  push(value) {
    this.values[this.at] = value;
    this.at = (this.at + 1) % this.values.length;
  }

  clear() {
    this.values.fill(0);
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
    let top = this.least;
    for (const trail of this.trails) for (const value of trail.values) if (value > top) top = value;
    this.trails.forEach((trail, i) => {
      const line = this.path(trail, top);
      this.lines[i].setAttribute("d", line);
      if (i === 0) this.area.setAttribute("d", `${line}V${HEIGHT}H0Z`);
    });
  }

  path(trail, top) {
    const step = WIDTH / (trail.length - 1);
    let d = "";
    for (let i = 0; i < trail.length; i++) {
      const y = HEIGHT - 1 - (trail.get(i) / top) * (HEIGHT - 3);
      d += `${i === 0 ? "M" : "L"}${(i * step).toFixed(1)} ${y.toFixed(1)}`;
    }
    return d;
  }
}
