'use strict';

/*
 * The drawing: a window of a model on a canvas. It is told everything that it draws and keeps nothing between two calls
 * but what it needs to find the thing under a pointer.
 */

/** More arrows per pixel are a mass without a message, and take long to draw. */
const MAX_ARROWS_PER_PIXEL = 1.5;
const GUTTER = 30;
/** The axis, and a line for what concerns all nodes. */
const HEAD = 40;
/** One more line, if there are violations to flag. */
const FLAGS = 20;
const CLIENT_ROW = 20;

class Drawing {
  constructor(canvas) {
    this.canvas = canvas;
    this.context = canvas.getContext('2d');
    this.palette = readPalette();
    this.targets = [];
  }

  /** Fits the canvas to its place on the page and to the model's rows. */
  resize(model) {
    this.width = this.canvas.parentElement.clientWidth;
    this.rowHeight = this.width < 600 ? 58 : 68;
    this.head = HEAD + (model.violations.length ? FLAGS : 0);
    this.height = this.head + model.nodes.length * this.rowHeight + (model.clients.length ? 8 : 0)
      + model.clients.length * CLIENT_ROW + 4;
    const scale = window.devicePixelRatio || 1;
    this.canvas.width = Math.round(this.width * scale);
    this.canvas.height = Math.round(this.height * scale);
    this.canvas.style.height = `${this.height}px`;
    this.context.setTransform(scale, 0, 0, scale, 0, 0);
  }

  /** The height of a row. A message from a node that is not in the cluster comes from below. */
  rowOf(model, node) {
    if (!model.versions.has(node)) {
      return this.head + model.nodes.length * this.rowHeight;
    }
    return this.head + (model.nodes.indexOf(node) + 0.5) * this.rowHeight;
  }

  /** The node whose row is at this height, if any. */
  nodeAt(model, y) {
    return model.nodes[Math.floor((y - this.head) / this.rowHeight)];
  }

  /** @param view {axis, from, to, step, node, shown: filter → whether it is drawn} */
  draw(model, view) {
    const c = this.context;
    this.view = view;
    this.scale = (this.width - GUTTER - 8) / (view.to - view.from);
    this.targets = [];
    this.late = [];
    c.clearRect(0, 0, this.width, this.height);
    c.font = '12px system-ui, sans-serif';
    c.textBaseline = 'middle';
    const low = Math.max(0, view.axis.stepBefore(view.from));
    const high = Math.min(model.events.length - 1, view.axis.stepBefore(view.to) + 1);
    c.save();
    c.beginPath();
    c.rect(GUTTER, 0, this.width - GUTTER, this.height);
    c.clip();
    this.drawCalm(model);
    this.drawCuts(model);
    this.drawAxis();
    model.nodes.forEach(node => this.drawRow(model, node));
    this.drawFlights(model, low, high);
    this.drawMarks(model, low, high);
    this.drawClients(model, low, high);
    this.drawLateLabels();
    this.drawViolations(model);
    this.drawCursor(model);
    c.restore();
    this.drawGutter(model);
  }

  x(step) {
    return this.xAt(this.view.axis.at(step));
  }

  xAt(position) {
    return GUTTER + (position - this.view.from) * this.scale;
  }

  positionAt(x) {
    return this.view.from + (x - GUTTER) / this.scale;
  }

  /** Where a stretch ends that may still be going on. */
  endX(model, step) {
    return step < 0 ? this.xAt(this.view.axis.end()) : this.x(step);
  }

  drawCalm(model) {
    if (model.calmStep < 0) {
      return;
    }
    const c = this.context;
    const x = this.x(model.calmStep);
    c.fillStyle = this.palette.calm;
    c.fillRect(x, 20, this.width - x, this.height);
    this.label('phase 2: no faults', Math.max(x, GUTTER) + 4, 30, this.width, this.palette.quiet, true);
  }

  drawCuts(model) {
    const c = this.context;
    for (const cut of model.cuts) {
      const from = this.x(cut.step);
      const to = this.endX(model, cut.end);
      if (cut.links.length === 0 || to < GUTTER || from > this.width) {
        continue;
      }
      c.fillStyle = this.palette.cut;
      c.fillRect(from, 20, Math.max(1, to - from), this.head - 20 + model.nodes.length * this.rowHeight);
      // Beside the sign of the fault that cut them.
      this.label(`✂ ${cutWords(cut.links, model.nodes)}`, Math.max(from, GUTTER) + 12, 30, to, this.palette.text, true);
    }
  }

  drawAxis() {
    const c = this.context;
    const {axis, from, to} = this.view;
    c.textAlign = 'center';
    for (const [position, text] of axis.labels(from, to, (this.width - GUTTER) / 90)) {
      const x = this.xAt(position);
      c.strokeStyle = this.palette.rule;
      c.lineWidth = 1;
      line(c, x, 18, x, this.height);
      c.fillStyle = this.palette.quiet;
      c.fillText(text, Math.min(Math.max(x, GUTTER + 24), this.width - 26), 9);
    }
    c.textAlign = 'left';
  }

  drawRow(model, node) {
    const spans = model.spans.get(node);
    const {axis, from, to} = this.view;
    let i = Math.max(0, lastAtMost(spans, span => axis.at(span.step), from));
    const y = this.rowOf(model, node);
    // One bar for neighbours of the same look: a pause or a restart can leave several.
    for (; i < spans.length && axis.at(spans[i].step) <= to; i++) {
      const left = this.x(spans[i].step);
      const right = i + 1 < spans.length ? this.x(spans[i + 1].step) : this.xAt(axis.end());
      this.drawSpan(spans[i].state, Math.max(left, GUTTER - 20), Math.min(right, this.width + 20), y, left);
    }
  }

  /** One stretch of a node in one role and term. A crashed node leaves a gap. */
  drawSpan(state, left, right, y, start) {
    const c = this.context;
    const width = Math.max(1, right - left);
    const colour = this.palette.terms[colourOf(state.term)];
    if (!state.up) {
      c.strokeStyle = this.palette.quiet;
      c.lineWidth = 1;
      c.setLineDash([2, 5]);
      line(c, left, y, right, y);
      c.setLineDash([]);
      this.label('down', Math.max(left, GUTTER) + 12, y - 9, right, this.palette.quiet, true);
      return;
    }
    const leads = state.role === 'LEADER';
    const stands = state.role === 'CANDIDATE' || state.role === 'PRE_CANDIDATE';
    const height = leads ? 22 : stands ? 15 : 7;
    c.globalAlpha = state.paused ? 0.4 : 1;
    c.fillStyle = stands ? this.hatch(state) : colour;
    c.fillRect(left, y - height / 2, width, height);
    c.strokeStyle = this.palette.lines[colourOf(state.term)];
    c.lineWidth = leads ? 2 : 1;
    c.strokeRect(left, y - height / 2, width, height);
    c.globalAlpha = 1;
    const at = Math.max(left, GUTTER, start) + 4;
    const paused = state.paused ? '‖ paused ' : '';
    if (leads) {
      this.label([`${paused}leader, term ${state.term}`, `L${state.term}`, `${state.term}`], at, y + 0.5, right,
        this.palette.ink[colourOf(state.term)]);
    } else if (stands) {
      const name = state.role === 'CANDIDATE' ? 'candidate' : 'pre-candidate';
      const short = `${name.replace('didate', 'd.')} ${state.term}`;
      this.label([`${paused}${name}, term ${state.term}`, short, `${state.term}`], at, y - 15, right, this.palette.text, true);
    } else {
      this.label([`${paused}term ${state.term}`, `${state.term}`], at, y - 11, right, this.palette.quiet, true);
    }
  }

  /** Stripes for candidates: two colours, so that a candidate differs from a follower without any colour vision. */
  hatch(state) {
    const key = `${state.role} ${colourOf(state.term)}`;
    if (!this.palette.hatches.has(key)) {
      const tile = document.createElement('canvas');
      tile.width = tile.height = 8;
      const t = tile.getContext('2d');
      t.fillStyle = this.palette.page;
      t.fillRect(0, 0, 8, 8);
      t.strokeStyle = this.palette.terms[colourOf(state.term)];
      t.lineWidth = state.role === 'CANDIDATE' ? 4 : 1.5;
      for (const shift of [-8, 0, 8]) {
        line(t, shift, 8, shift + 8, 0);
      }
      this.palette.hatches.set(key, this.context.createPattern(tile, 'repeat'));
    }
    return this.palette.hatches.get(key);
  }

  drawFlights(model, low, high) {
    const {shown, step} = this.view;
    if (!shown.messages) {
      return;
    }
    const selected = model.flightOf[step];
    const flights = model.flights(low, high).filter(flight => !flight.heartbeat || shown.heartbeats);
    if (flights.length > MAX_ARROWS_PER_PIXEL * this.width) {
      const text = `${flights.length.toLocaleString('en')} messages: zoom in (+) to see them`;
      this.label(text, GUTTER + 6, this.head + 6, this.width, this.palette.text, true);
    } else {
      flights.filter(flight => flight !== selected).forEach(flight => this.drawFlight(model, flight, false));
    }
    if (selected) {
      this.drawFlight(model, selected, true);
    }
  }

  drawFlight(model, flight, selected) {
    const c = this.context;
    const down = this.rowOf(model, flight.to) > this.rowOf(model, flight.from) ? 1 : -1;
    const x1 = this.x(flight.sent);
    const y1 = this.rowOf(model, flight.from) + 8 * down;
    const lost = flight.fate !== 'delivered';
    let x2 = flight.ended < 0 ? x1 + 24 : this.x(flight.ended);
    let y2 = this.rowOf(model, flight.to) - 8 * down;
    if (lost) {
      // It never arrives: the arrow stops short of the row.
      y2 = y1 + (y2 - y1) * Math.min(0.6, 40 / Math.abs(y2 - y1));
      x2 = x1 + Math.min(Math.max(x2 - x1, 9), 60);
    }
    c.strokeStyle = c.fillStyle = this.palette.lines[colourOf(flight.term)];
    c.lineWidth = selected ? 3.5 : flight.kind === 'InstallSnapshot' ? 2.5 : flight.heartbeat ? 0.7 : 1.3;
    c.globalAlpha = selected ? 1 : flight.heartbeat ? 0.7 : 0.9;
    c.setLineDash(dashOf(flight));
    line(c, x1, y1, x2, y2);
    c.setLineDash([]);
    if (flight.fate === 'delivered') {
      arrowHead(c, x1, y1, x2, y2, selected ? 9 : 6);
    } else if (flight.fate === 'dropped') {
      c.lineWidth = selected ? 3 : 1.8;
      cross(c, x2, y2, 4);
    }
    c.globalAlpha = 1;
    this.targets.push({x1, y1, x2, y2, flight});
  }

  drawMarks(model, low, high) {
    const {shown} = this.view;
    if (high - low > 40000) {
      return;
    }
    for (let step = low; step <= high; step++) {
      const event = model.events[step];
      const mark = MARKS[event.ev];
      if ((mark && !shown[mark.filter]) || (!mark && EVENTS[event.ev])) {
        continue;
      }
      const known = mark || {sign: '?', filter: 'faults'};
      const strong = known.filter === 'faults';
      // What concerns no node in particular stands above them all.
      const y = event.node === undefined ? HEAD - 9 : this.rowOf(model, event.node) + (known.below || 0);
      this.badge(known.sign, this.x(step), y, strong, step);
    }
  }

  /** A small sign on a row. */
  badge(sign, x, y, strong, step) {
    const c = this.context;
    c.textAlign = 'center';
    if (strong) {
      c.fillStyle = this.palette.page;
      c.strokeStyle = this.palette.text;
      c.lineWidth = 1.3;
      c.beginPath();
      c.arc(x, y, 8, 0, 2 * Math.PI);
      c.fill();
      c.stroke();
    }
    c.fillStyle = this.palette.text;
    c.fillText(sign, x, y + 0.5);
    c.textAlign = 'left';
    this.targets.push({x1: x - 6, y1: y, x2: x + 6, y2: y, step});
  }

  drawClients(model, low, high) {
    const c = this.context;
    if (!this.view.shown.clients) {
      return;
    }
    for (const operation of model.operations) {
      if (operation.invoked > high || (operation.returned >= 0 && operation.returned < low)) {
        continue;
      }
      const y = this.clientRow(model, operation.client);
      const left = this.x(operation.invoked);
      const right = Math.max(this.endX(model, operation.returned), left + 3);
      c.fillStyle = operation.bad ? this.palette.bad : this.palette.cut;
      c.strokeStyle = operation.bad ? this.palette.bad : this.palette.quiet;
      c.lineWidth = 1;
      // An operation that is never answered stays open at its right end.
      c.setLineDash(operation.returned < 0 ? [4, 3] : []);
      c.fillRect(left, y - 8, right - left, 16);
      c.strokeRect(left, y - 8, right - left, 16);
      c.setLineDash([]);
      const answer = operation.ok === undefined ? '' : ` → ${result(operation.ok)}`;
      const text = `${operation.bad ? '✗ ' : ''}${operation.result ?? operation.op}${answer}`;
      const ink = operation.bad ? this.palette.badText : this.palette.text;
      this.label([text, String(operation.op)], Math.max(left, GUTTER) + 4, y, right, ink);
      this.targets.push({x1: Math.max(left, 0), y1: y, x2: Math.min(right, this.width), y2: y, step: operation.invoked});
    }
  }

  clientRow(model, client) {
    return this.head + model.nodes.length * this.rowHeight + 8 + (model.clients.indexOf(client) + 0.5) * CLIENT_ROW;
  }

  drawViolations(model) {
    const c = this.context;
    for (const step of model.violations) {
      const event = model.events[step];
      const x = this.x(step);
      c.strokeStyle = this.palette.bad;
      c.lineWidth = 2;
      c.setLineDash([6, 4]);
      line(c, x, 18, x, this.height);
      c.setLineDash([]);
      c.lineWidth = 3;
      for (const node of event.nodes || []) {
        c.beginPath();
        c.arc(x, this.rowOf(model, node), 16, 0, 2 * Math.PI);
        c.stroke();
      }
      const text = '✗ violation';
      const width = c.measureText(text).width + 10;
      const left = x + width > this.width ? x - width : x;
      c.fillStyle = this.palette.bad;
      c.fillRect(left, HEAD, width, 18);
      c.fillStyle = this.palette.badText;
      c.fillText(text, left + 5, HEAD + 9.5);
      this.targets.push({x1: left, y1: HEAD + 9, x2: left + width, y2: HEAD + 9, step});
    }
  }

  /** The selected moment: a line, and a ring on the row where its event happened. */
  drawCursor(model) {
    const c = this.context;
    const {step} = this.view;
    const x = this.x(step);
    c.strokeStyle = this.palette.focus;
    c.lineWidth = 1.5;
    // The line of a violation is not hidden under the one of the cursor.
    if (!model.violations.includes(step)) {
      line(c, x, 16, x, this.height);
    }
    c.fillStyle = this.palette.focus;
    c.beginPath();
    c.moveTo(x - 6, 14);
    c.lineTo(x + 6, 14);
    c.lineTo(x, 22);
    c.fill();
    const flight = model.flightOf[step];
    const node = model.events[step].node ?? (flight && (flight.ended === step ? flight.to : flight.from));
    if (node !== undefined && (!flight || flight.fate !== 'dropped')) {
      c.lineWidth = 3;
      c.beginPath();
      c.arc(x, this.rowOf(model, node), 11, 0, 2 * Math.PI);
      c.stroke();
    }
  }

  /** The names of the rows, which stay while the rest moves. */
  drawGutter(model) {
    const c = this.context;
    c.fillStyle = this.palette.page;
    c.fillRect(0, 0, GUTTER, this.height);
    c.textAlign = 'center';
    for (const node of model.nodes) {
      const y = this.rowOf(model, node);
      const selected = node === this.view.node;
      c.fillStyle = selected ? this.palette.focus : this.palette.page;
      c.strokeStyle = selected ? this.palette.focus : this.palette.quiet;
      c.lineWidth = 1.5;
      c.beginPath();
      c.arc(GUTTER / 2 - 1, y, 11, 0, 2 * Math.PI);
      c.fill();
      c.stroke();
      c.fillStyle = selected ? this.palette.page : this.palette.text;
      c.font = 'bold 13px system-ui, sans-serif';
      c.fillText(String(node), GUTTER / 2 - 1, y + 0.5);
    }
    c.font = '11px system-ui, sans-serif';
    c.fillStyle = this.palette.quiet;
    if (this.view.shown.clients) {
      model.clients.forEach(client => c.fillText(String(client), GUTTER / 2 - 1, this.clientRow(model, client)));
    }
    c.textAlign = 'left';
  }

  /** Writes the first of the texts that fits between `x` and `right`; none, if none does. A late one is above all lines. */
  label(texts, x, y, right, colour, late = false) {
    const c = this.context;
    const text = [texts].flat().find(candidate => x + c.measureText(candidate).width <= right - 2);
    if (text && late) {
      this.late.push({text, x, y, colour});
    } else if (text) {
      c.fillStyle = colour;
      c.fillText(text, x, y);
    }
  }

  /** With a halo, as arrows may run below them. */
  drawLateLabels() {
    const c = this.context;
    c.strokeStyle = this.palette.page;
    c.lineWidth = 4;
    c.lineJoin = 'round';
    for (const {text, x, y, colour} of this.late) {
      c.strokeText(text, x, y);
      c.fillStyle = colour;
      c.fillText(text, x, y);
    }
  }

  /** The message or the step under a pointer, or undefined. The last that was drawn is on top. */
  targetAt(x, y, reach) {
    let best;
    let nearest = reach;
    for (const target of this.targets) {
      const distance = distanceToSegment(x, y, target);
      if (distance <= nearest) {
        nearest = distance;
        best = target;
      }
    }
    return best;
  }
}

/** Signs for events that happen on a node and are not messages. */
const MARKS = {
  crash: {sign: '✖', filter: 'faults'},
  restart: {sign: '↻', filter: 'faults'},
  pause: {sign: '‖', filter: 'faults'},
  resume: {sign: '▸', filter: 'faults'},
  'lost-write': {sign: '⌫', filter: 'faults', below: 20},
  fault: {sign: '!', filter: 'faults', below: 20},
  snapshot: {sign: '▣', filter: 'disk', below: 18},
  persisted: {sign: '▾', filter: 'disk', below: 14},
  tick: {sign: '·', filter: 'ticks', below: 14},
  propose: {sign: '✎', filter: 'clients', below: 20},
  read: {sign: '?', filter: 'clients', below: 20}
};

/** The kind of a message by the style of its line. */
function dashOf(flight) {
  if (flight.heartbeat) {
    return [1, 3];
  }
  if (/Vote|TimeoutNow/.test(flight.kind)) {
    return [7, 4];
  }
  return /Response/.test(flight.kind) ? [3, 3] : [];
}
