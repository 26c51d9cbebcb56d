// One connection a browser, however many pages are open: a shared worker holds it, or else the page
// that has the lock, and where a browser has neither each page holds its own.
import { Relay } from "./relay.js";

const now = () => performance.timeOrigin;

// `receive` hears what relay.js and other pages say; what `say` says reaches the other pages.
export function connect({ url, after, name, receive }) {
  let way = null;
  const begin = (start) => {
    way = start({ url: new URL(url, location.href).href, after, name, receive });
  };
  if ("SharedWorker" in window) {
    begin((about) => throughWorker(about, () => begin(withoutWorker)));
  } else begin(withoutWorker);
  addEventListener("pagehide", () => way.leave());
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    way.come();
    receive({ kind: "reset" }); // the page slept and heard nothing
  });
  return { say: (message) => way.say(message) };
}

function throughWorker({ url, after, name, receive }, fall) {
  let worker;
  try {
    worker = new SharedWorker(new URL("./stream-worker.js", import.meta.url), { name, type: "module" });
  } catch {
    return withoutWorker({ url, after, name, receive });
  }
  let hasHeard = false;
  worker.addEventListener("error", () => hasHeard || fall(), { once: true });
  worker.port.addEventListener("message", ({ data }) => {
    hasHeard = true;
    receive(data);
  });
  worker.port.start();
  const say = (message) => worker.port.postMessage(message);
  const come = () => say({ kind: "hello", url, after, at: now() });
  come();
  return { say, come, leave: () => say({ kind: "bye" }) };
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
