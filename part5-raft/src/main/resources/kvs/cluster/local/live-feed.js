'use strict';

/* Talks to kvs-cluster: asks for what is new, and passes on what a button says. */

/** Between two questions, in milliseconds; a page that is not seen asks less often. */
const POLL = 250;
const POLL_HIDDEN = 2000;
const TIMEOUT = 5000;

class Feed {
  /**
   * @param take is called with each answer: {now, leader, nodes, events, afresh}
   * @param lost is called with a sentence when there is no answer
   */
  constructor(take, lost) {
    this.take = take;
    this.lost = lost;
    this.next = 0;
    this.token = document.querySelector('meta[name="kvs-token"]').content;
  }

  async poll() {
    try {
      const answer = await fetch(`/events?after=${this.next}`, {signal: AbortSignal.timeout(TIMEOUT)});
      if (!answer.ok) {
        throw new Error(`status ${answer.status}`);
      }
      const news = await answer.json();
      if (this.run !== undefined && this.run !== news.run) {
        // Another kvs-cluster has this port now, with another token.
        location.reload();
        return;
      }
      this.run = news.run;
      this.take({...news, afresh: news.afresh || this.next === 0});
      this.next = news.next;
    } catch (e) {
      this.lost(`kvs-cluster does not answer (${e.message}). If it was stopped, start it again: this page will go on.`);
    }
    setTimeout(() => this.poll(), document.hidden ? POLL_HIDDEN : POLL);
  }

  /** Does something to a node; returns the sentence that answers it. */
  async act(node, action) {
    try {
      const answer = await fetch(`/nodes/${node}/${action}`, {method: 'POST', headers: {'X-Kvs-Token': this.token}});
      return (await answer.json()).said;
    } catch (e) {
      return `no answer: ${e.message}`;
    }
  }
}
