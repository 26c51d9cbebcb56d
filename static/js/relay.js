// Between the one stream of a browser and its pages. A page that was asked for a moment ago shows
// what was so then: it is told what was heard since, and needs to ask for nothing. Of pages that
// were asked for together one may be older than where the stream began: its position tells.
import { Stream } from "./stream.js";

const KEPT = 300;
const MARGIN = 2_000; // clocks of pages and workers differ a little

export class Relay {
  // `send` reaches all pages; `position` is where the relay before this one was, or what the page
  // that begins it had heard ("practice-7:1732272000000000,practice-7-READ_PRIVATE:…").
  constructor(url, send, position = "") {
    this.send = send;
    this.isOpen = false;
    this.isDeaf = false;
    this.begunAt = position;
    this.knowsSince = Infinity; // of pages without a position
    this.keepsSince = -Infinity;
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
    if (this.heard.length > KEPT) this.keepsSince = this.heard.shift().at + 1;
  }

  knows(since, after) {
    if (since < this.keepsSince) return false;
    return since >= this.knowsSince || hasHeard(after, this.begunAt);
  }

  // For a page that was asked for at `at` (ms since 1970) and had heard what came up to `after`.
  greet(at, after) {
    const since = at - MARGIN;
    const state = { kind: this.isOpen ? (this.isDeaf ? "deaf" : "open") : "lost" };
    if (!this.hasBegun) return [state]; // a reset comes when it begins
    if (!this.knows(since, after)) return [state, { kind: "reset" }];
    return [state, ...this.heard.filter((each) => each.at >= since).map(({ message }) => message)];
  }
}

// Whether who is at `after` has heard all that came up to `position`, in each of its channels.
function hasHeard(after, position) {
  if (!after || !position) return false;
  const numbers = numbersOf(after);
  return [...numbersOf(position)].every(([channel, number]) => numbers.get(channel) >= number);
}

function numbersOf(position) {
  const places = position.split(",").map((place) => place.split(":"));
  return new Map(places.map(([channel, number]) => [channel, Number(number)]));
}
