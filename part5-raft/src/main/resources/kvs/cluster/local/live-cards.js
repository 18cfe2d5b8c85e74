'use strict';

/* A card for each node: how it stands, and buttons. The elements stay, so that a button keeps the focus. */

/** Per button: [what it does to a node, its label], as the node stands; nothing if it can do nothing now. */
const BUTTONS = [
  node => node.state === 'paused' ? ['resume', 'resume'] : ['pause', 'pause', node.state === 'down'],
  node => node.state === 'down' ? ['start', 'start'] : ['kill', 'kill'],
  node => ['restart', 'restart', node.state === 'down'],
  node => node.cut ? ['heal', 'reconnect', node.state !== 'up'] : ['cut', 'cut off', node.state !== 'up']
];

class Cards {
  /** @param act is called with a node and an action, and returns a promise of a sentence */
  constructor(place, said, act) {
    this.place = place;
    this.said = said;
    this.act = act;
    this.cards = new Map();
  }

  show(nodes, leader) {
    for (const node of nodes) {
      if (!this.cards.has(node.id)) {
        this.cards.set(node.id, this.make(node.id));
      }
      this.fill(this.cards.get(node.id), node, leader);
    }
  }

  make(id) {
    const title = element('span', '', `Node ${id}`);
    const standing = element('span', 'standing');
    const facts = element('dl');
    const buttons = BUTTONS.map(choose => {
      const button = element('button');
      button.type = 'button';
      button.addEventListener('click', () => this.press(button, id));
      button.choose = choose;
      return button;
    });
    const card = element('article', 'card', [element('h2', '', [title, standing]), facts, element('div', 'buttons', buttons)]);
    card.setAttribute('aria-label', `node ${id}`);
    this.place.append(card);
    return {card, standing, facts, buttons};
  }

  fill({card, standing, facts, buttons}, node, leader) {
    const leads = node.state === 'up' && node.id === leader && node.role === 'LEADER';
    card.className = names({card: true, leads, down: node.state === 'down', paused: node.state === 'paused', cut: node.cut});
    card.style.setProperty('--fill', node.answers ? `var(--term-${colourOf(node.term)})` : 'var(--quiet)');
    setText(standing, standingOf(node));
    const rows = node.answers
      ? [['term', node.term], ['log', logOf(node)], ['commit', node.commit.toLocaleString('en')],
        ['applied', node.applied.toLocaleString('en')], ['keys', node.keys.toLocaleString('en')]]
      : [['term', '–'], ['log', '–'], ['commit', '–'], ['applied', '–'], ['keys', '–']];
    rows.push(['clients', node.clients]);
    if (facts.children.length === 0) {
      rows.forEach(([name]) => facts.append(element('dt', '', name), element('dd')));
    }
    rows.forEach(([, value], i) => setText(facts.children[2 * i + 1], String(value)));
    for (const button of buttons) {
      const [action, label, off] = button.choose(node);
      button.dataset.action = action;
      setText(button, label);
      button.setAttribute('aria-label', `${label} node ${node.id}`);
      button.disabled = Boolean(off) || button.busy === true;
    }
  }

  async press(button, id) {
    button.busy = true;
    this.said.textContent = `${button.textContent} node ${id} …`;
    this.said.textContent = await this.act(id, button.dataset.action);
    button.busy = false;
    button.disabled = false;
  }
}

/** What a node is, in words. */
function standingOf(node) {
  if (node.state !== 'up') {
    return node.state;
  }
  const role = node.answers ? node.recovering ? 'recovering' : roleName(node.role) : 'no answer';
  return node.cut ? `${role}, cut off` : role;
}

function logOf({first, last}) {
  return last < first ? `empty after ${first - 1}` : `${first.toLocaleString('en')}–${last.toLocaleString('en')}`;
}

/** A text that is the same is not written again: it may be selected. */
function setText(place, text) {
  if (place.textContent !== text) {
    place.textContent = text;
  }
}
