'use strict';

/*
 * The horizontal axis: from steps to a position and back. Time shows how long things took; even spacing gives every
 * visible event the same room, for the many events of one instant.
 */
class Axis {
  /** @param shown whether the event of a step is visible */
  constructor(model, even, shown) {
    this.model = model;
    this.even = even;
    /** The visible steps, in order. */
    this.steps = [];
    /** Per step, how many visible events there are up to it. */
    this.rank = new Int32Array(model.events.length);
    model.events.forEach((_, step) => {
      if (shown(step)) {
        this.steps.push(step);
      }
      this.rank[step] = this.steps.length;
    });
  }

  /** The position of a step. */
  at(step) {
    if (step < 0) {
      return this.start();
    }
    return this.even ? this.rank[step] : this.model.events[step].t;
  }

  start() {
    return this.even ? 0 : this.model.events.length ? this.model.events[0].t : 0;
  }

  end() {
    return this.model.events.length ? Math.max(this.at(this.model.events.length - 1), this.start() + 1) : 1;
  }

  /** The last step at or before a position, or -1. */
  stepBefore(position) {
    return this.even
      ? lastAtMost(this.rank, rank => rank, position)
      : lastAtMost(this.model.events, event => event.t, position);
  }

  /** The visible step nearest to a position. */
  nearest(position) {
    const at = lastAtMost(this.steps, step => this.at(step), position);
    const candidates = [this.steps[at], this.steps[at + 1]].filter(step => step !== undefined);
    candidates.sort((a, b) => Math.abs(this.at(a) - position) - Math.abs(this.at(b) - position));
    return candidates[0];
  }

  /** The visible step `by` places away. */
  move(step, by) {
    if (this.steps.length === 0) {
      return step;
    }
    let at = lastAtMost(this.steps, one => one, step);
    if (by < 0 && (at < 0 || this.steps[at] !== step)) {
      at++;
    }
    return this.steps[Math.min(Math.max(at + by, 0), this.steps.length - 1)];
  }

  /** Where the axis has its labels: [position, label]. */
  labels(from, to, most) {
    const step = niceStep((to - from) / Math.max(1, most), this.even);
    const labels = [];
    for (let at = Math.ceil(from / step) * step; at <= to && labels.length < 1000; at += step) {
      const shown = this.even ? this.steps[at - 1] : at;
      if (shown !== undefined) {
        labels.push([at, this.even ? `#${shown + 1}` : time(at)]);
      }
    }
    return labels;
  }
}

/** The next of 1, 2, 5, 10, 20, … */
function niceStep(rough, whole) {
  const power = Math.pow(10, Math.floor(Math.log10(rough)));
  const step = [1, 2, 5, 10].map(factor => factor * power).find(candidate => candidate >= rough);
  return whole ? Math.max(1, Math.round(step)) : Math.max(1, step);
}
