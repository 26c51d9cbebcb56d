// Between the one stream of a browser and its pages. A page that was asked for a moment ago shows
// what was so then: it is told what was heard since, and needs to ask for nothing.
import { Stream } from "./stream.js";

const KEPT = 300;
const MARGIN = 2_000; // clocks of pages and workers differ a little

export class Relay {
  // `send` reaches all pages; `position` is where the relay before this one was, or what the page
  // that was asked for at `since` had heard.
  constructor(url, send, position = "", since = Infinity) {
    this.send = send;
    this.isOpen = false;
    this.isDeaf = false;
    this.knowsSince = since - MARGIN;
    this.heard = [];
    this.hasBegun = Boolean(position);
    this.stream = new Stream(url, (message) => this.hear(message), position);
  }

  hear(message) {
    const { kind } = message;
    if (kind === "open") this.begin();
    if (kind === "deaf") this.isDeaf = true;
    if (["open", "hears"].includes(kind)) this.isDeaf = false;
    if (["lost", "refused"].includes(kind)) this.isOpen = false;
    if (["changed", "reset"].includes(kind)) this.keep(message);
    this.send(message);
  }

  // What pages that were there before the very first stream have missed, nobody knows.
  begin() {
    this.isOpen = true;
    this.knowsSince = Math.min(this.knowsSince, Date.now());
    if (!this.hasBegun) this.send({ kind: "reset" });
    this.hasBegun = true;
  }

  keep(message) {
    this.heard.push({ at: Date.now(), message });
    if (this.heard.length > KEPT) this.knowsSince = this.heard.shift().at + 1;
  }

  // For a page that was asked for at `at` (ms since 1970).
  greet(at) {
    const since = at - MARGIN;
    const state = { kind: this.isOpen ? (this.isDeaf ? "deaf" : "open") : "lost" };
    if (!this.hasBegun) return [state]; // a reset comes when it begins
    if (since < this.knowsSince) return [state, { kind: "reset" }];
    return [state, ...this.heard.filter((each) => each.at >= since).map(({ message }) => message)];
  }
}
