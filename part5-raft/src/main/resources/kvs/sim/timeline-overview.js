'use strict';

/** The whole run as one narrow strip: terms as colours, leaders thick, the violation, and the window that is shown. */
class Overview {
  constructor(canvas) {
    this.canvas = canvas;
    this.context = canvas.getContext('2d');
  }

  resize(model) {
    this.width = this.canvas.parentElement.clientWidth;
    this.height = 14 + model.nodes.length * 8;
    const scale = window.devicePixelRatio || 1;
    this.canvas.width = Math.round(this.width * scale);
    this.canvas.height = Math.round(this.height * scale);
    this.canvas.style.height = `${this.height}px`;
    this.context.setTransform(scale, 0, 0, scale, 0, 0);
  }

  x(axis, position) {
    return GUTTER + (position - axis.start()) / (axis.end() - axis.start()) * (this.width - GUTTER - 8);
  }

  positionAt(axis, x) {
    return axis.start() + (x - GUTTER) / (this.width - GUTTER - 8) * (axis.end() - axis.start());
  }

  draw(model, view, palette) {
    const c = this.context;
    const {axis} = view;
    c.clearRect(0, 0, this.width, this.height);
    if (model.calmStep >= 0) {
      const x = this.x(axis, axis.at(model.calmStep));
      c.fillStyle = palette.calm;
      c.fillRect(x, 0, this.width - 8 - x, this.height);
    }
    for (const cut of model.cuts.filter(one => one.links.length > 0)) {
      const from = this.x(axis, axis.at(cut.step));
      const to = this.x(axis, cut.end < 0 ? axis.end() : axis.at(cut.end));
      c.fillStyle = palette.cut;
      c.fillRect(from, 0, Math.max(1, to - from), this.height);
    }
    model.nodes.forEach((node, row) => this.drawRow(model, node, 7 + row * 8, axis, palette));
    for (const step of model.violations) {
      const x = this.x(axis, axis.at(step));
      c.fillStyle = palette.bad;
      c.fillRect(x - 1.5, 0, 3, this.height);
    }
    const left = Math.max(1, this.x(axis, view.from));
    const right = Math.min(this.width - 1, this.x(axis, view.to));
    c.strokeStyle = palette.focus;
    c.lineWidth = 2;
    c.strokeRect(left, 1, Math.max(4, right - left), this.height - 2);
    const cursor = this.x(axis, axis.at(view.step));
    c.lineWidth = 1;
    line(c, cursor, 0, cursor, this.height);
  }

  drawRow(model, node, top, axis, palette) {
    const c = this.context;
    const spans = model.spans.get(node);
    let drawn = -1;
    for (let i = 0; i < spans.length; i++) {
      const {state, step} = spans[i];
      const from = this.x(axis, axis.at(step));
      const to = i + 1 < spans.length ? this.x(axis, axis.at(spans[i + 1].step)) : this.x(axis, axis.end());
      // Thousands of spans may share a pixel.
      if (!state.up || to <= drawn) {
        continue;
      }
      const height = state.role === 'LEADER' ? 7 : state.role === 'FOLLOWER' ? 2 : 4;
      c.fillStyle = palette.terms[colourOf(state.term)];
      c.fillRect(from, top + 3.5 - height / 2, Math.max(0.7, to - from), height);
      drawn = Math.max(drawn, Math.floor(to * 2) / 2);
    }
  }
}
