// One connection a browser, however many pages are open: a shared worker holds it, or else the page
// that has the lock, and where a browser has neither each page holds its own.
import { Relay } from "./relay.js";

const LOOK = 5_000; // at whether the worker is there: one that lives greets back at once
const SILENCE = 55_000; // it says every 20 s that the stream is alive
const now = () => performance.timeOrigin;

// `receive` hears what relay.js and other pages say; what `say` says reaches the other pages.
export function connect({ url, after, name, receive }) {
  let way = null;
  const begin = (start, from) => {
    way = start({ url: new URL(url, location.href).href, after: from, name, receive });
  };
  if ("SharedWorker" in window) begin((about) => throughWorker(about, begin), after);
  else begin(withoutWorker, after);
  addEventListener("pagehide", () => way.leave());
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    way.come();
    receive({ kind: "reset" }); // the page slept and heard nothing
  });
  return { say: (message) => way.say(message) };
}

// A browser may end the worker while its pages sleep, and tells nobody. Who greets it and hears
// nothing meets another one, which goes on after the last event heard; `fall` is for who has none.
class ThroughWorker {
  constructor({ url, after, name, receive }, fall) {
    Object.assign(this, { url, name, receive, fall, position: after });
    this.heardAt = 0;
    this.isAnother = false;
    this.meet();
    this.looking = setInterval(() => this.look(), LOOK);
  }

  meet() {
    const worker = new SharedWorker(new URL("./stream-worker.js", import.meta.url), { name: this.name, type: "module" });
    this.port = worker.port;
    worker.addEventListener("error", () => this.heardAt || this.lose(), { once: true });
    this.port.addEventListener("message", ({ data }) => this.hear(data));
    this.port.start();
    this.come();
  }

  hear(message) {
    this.heardAt = Date.now();
    this.isAnother = false;
    this.position = message.position || this.position;
    this.receive(message);
  }

  say(message) {
    this.port.postMessage(message);
  }

  come() {
    this.greetedAt = Date.now();
    this.say({ kind: "hello", url: this.url, after: this.position, at: this.heardAt || now() });
  }

  leave() {
    this.say({ kind: "bye" });
  }

  look() {
    if (!this.heardAt) return; // the first one may take its time to begin
    if (this.heardAt >= this.greetedAt) {
      if (Date.now() - this.heardAt > SILENCE) this.come();
    } else if (Date.now() - this.greetedAt >= LOOK) this.meetAnother();
  }

  meetAnother() {
    if (this.isAnother) return this.lose();
    this.isAnother = true;
    this.port.close();
    this.meet();
  }

  lose() {
    clearInterval(this.looking);
    this.port.close();
    this.fall(this.position);
  }
}

function throughWorker(about, begin) {
  try {
    return new ThroughWorker(about, (from) => begin(withoutWorker, from));
  } catch {
    return withoutWorker(about);
  }
}

function withoutWorker(about) {
  return "BroadcastChannel" in window && navigator.locks ? inTurn(about) : alone(about);
}

// Whoever holds the lock listens for all; when that page closes, the next one goes on from there.
function inTurn({ url, after, name, receive }) {
  const room = new BroadcastChannel(name);
  const me = `${now()}-${Math.random()}`;
  let relay = null;
  let position = "";
  const hear = (message) => {
    position = message.position ?? position;
    receive(message);
  };
  room.addEventListener("message", ({ data: { to, from, ...message } }) => {
    if (message.kind === "hello") {
      for (const each of relay?.greet(message.at, message.after) ?? []) room.postMessage({ ...each, to: from });
    } else if (!to || to === me) hear(message);
  });
  const say = (message) => room.postMessage({ ...message, from: me });
  const come = () => say({ kind: "hello", after, at: now() });
  const tell = (message) => {
    room.postMessage(message);
    hear(message);
  };
  navigator.locks.request(name, () => {
    relay = new Relay(url, tell, position || after);
    return new Promise(() => {}); // until the page is gone
  });
  come();
  return { say, come, leave: () => {} };
}

function alone({ url, after, receive }) {
  const relay = new Relay(url, receive, after);
  return { say: () => {}, come: () => relay.greet(now(), after).forEach(receive), leave: () => {} };
}
