'use strict';

function offset(place, event) {
  const box = place.getBoundingClientRect();
  return {x: event.clientX - box.left, y: event.clientY - box.top};
}

/** Mouse, pen and fingers on the drawing: hover tells, a click selects, a drag moves, two fingers or Ctrl and the wheel zoom. */
class Pointer {
  constructor(place, page) {
    this.place = place;
    this.page = page;
    this.down = new Map();
    this.moved = 0;
    place.addEventListener('pointerdown', event => this.press(event));
    place.addEventListener('pointermove', event => this.drag(event));
    place.addEventListener('pointerup', event => this.release(event));
    place.addEventListener('pointercancel', event => this.down.delete(event.pointerId));
    place.addEventListener('pointerleave', () => byId('tip').hidden = true);
    place.addEventListener('wheel', event => this.turn(event), {passive: false});
  }

  press(event) {
    this.down.set(event.pointerId, offset(this.place, event));
    this.moved = this.down.size > 1 ? Infinity : 0;
  }

  drag(event) {
    const now = offset(this.place, event);
    const before = this.down.get(event.pointerId);
    if (!before) {
      this.hover(now);
      return;
    }
    if (this.down.size === 2) {
      const [a, b] = this.down.values();
      const apart = Math.abs(a.x - b.x);
      this.down.set(event.pointerId, now);
      const [c, d] = this.down.values();
      this.page.zoom(Math.max(apart, 10) / Math.max(Math.abs(c.x - d.x), 10), this.page.drawing.positionAt((c.x + d.x) / 2));
      return;
    }
    this.moved += Math.abs(now.x - before.x);
    // Up to here it may be a click by an unsteady hand.
    if (this.moved > 4) {
      if (!this.place.hasPointerCapture(event.pointerId)) {
        this.place.setPointerCapture(event.pointerId);
      }
      this.page.pan(now.x - before.x);
    }
    this.down.set(event.pointerId, now);
  }

  release(event) {
    const pressed = this.down.delete(event.pointerId);
    if (pressed && this.moved <= 4) {
      this.click(offset(this.place, event), event.pointerType === 'mouse' ? 6 : 14);
    }
  }

  click({x, y}, reach) {
    const {page} = this;
    const target = page.drawing.targetAt(x, y, reach);
    if (target) {
      page.select(target.flight ? otherEnd(target.flight, page.step) : target.step);
      return;
    }
    const node = page.drawing.nodeAt(page.model, y);
    if (x < GUTTER) {
      page.choose(node);
      return;
    }
    page.select(page.axis.nearest(page.drawing.positionAt(x)));
  }

  hover({x, y}) {
    const {page} = this;
    const target = page.drawing.targetAt(x, y, 6);
    const tip = byId('tip');
    tip.hidden = !target;
    this.place.style.cursor = target ? 'pointer' : '';
    if (target) {
      tip.textContent = target.flight ? flightWords(target.flight) : describe(page.model, target.step);
      tip.style.left = `${Math.max(0, Math.min(x + 12, this.place.clientWidth - tip.offsetWidth))}px`;
      tip.style.top = `${y + 14 + tip.offsetHeight > this.place.clientHeight ? y - tip.offsetHeight - 8 : y + 14}px`;
    }
  }

  turn(event) {
    if (event.ctrlKey) {
      event.preventDefault();
      this.page.zoom(event.deltaY > 0 ? 1.25 : 0.8, this.page.drawing.positionAt(offset(this.place, event).x));
    } else if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      event.preventDefault();
      this.page.pan(-event.deltaX);
    }
  }
}

/** A click on a message goes to where it was sent, and the next one to where it arrived. */
function otherEnd(flight, step) {
  return step === flight.sent && flight.ended >= 0 ? flight.ended : flight.sent;
}

function flightWords(flight) {
  const fate = {delivered: '', dropped: ' (lost)', flying: ' (still under way)'}[flight.fate];
  return message(flight, `, ${flight.from} → ${flight.to}${fate}`);
}
