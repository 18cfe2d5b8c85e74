'use strict';

/* Colours and strokes that the drawings share. */

const TERM_COLOURS = 6;

/** Colour 0 is for term 0, in which there is no leader; the others take turns. */
function colourOf(term) {
  return term === 0 ? 0 : 1 + (term - 1) % TERM_COLOURS;
}

/** The colours of the style sheet, read again when the scheme changes. */
function readPalette() {
  const style = getComputedStyle(document.documentElement);
  const value = name => style.getPropertyValue(name).trim();
  const terms = name => Array.from({length: TERM_COLOURS + 1}, (_, i) => value(`--${name}-${i}`));
  return {
    terms: terms('term'), ink: terms('ink'), lines: terms('line'), page: value('--page'), text: value('--text'),
    quiet: value('--quiet'), rule: value('--rule'), bad: value('--bad'), badText: value('--bad-text'),
    cut: value('--cut'), calm: value('--calm'), focus: value('--focus'), hatches: new Map()
  };
}

function line(c, x1, y1, x2, y2) {
  c.beginPath();
  c.moveTo(x1, y1);
  c.lineTo(x2, y2);
  c.stroke();
}

function arrowHead(c, x1, y1, x2, y2, size) {
  const angle = Math.atan2(y2 - y1, x2 - x1);
  c.beginPath();
  c.moveTo(x2, y2);
  c.lineTo(x2 - size * Math.cos(angle - 0.45), y2 - size * Math.sin(angle - 0.45));
  c.lineTo(x2 - size * Math.cos(angle + 0.45), y2 - size * Math.sin(angle + 0.45));
  c.fill();
}

function cross(c, x, y, size) {
  line(c, x - size, y - size, x + size, y + size);
  line(c, x - size, y + size, x + size, y - size);
}

function distanceToSegment(x, y, {x1, y1, x2, y2}) {
  const length = (x2 - x1) ** 2 + (y2 - y1) ** 2;
  const along = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / length));
  return Math.hypot(x - x1 - along * (x2 - x1), y - y1 - along * (y2 - y1));
}
