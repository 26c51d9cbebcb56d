// The one place of a browser that listens, for all its pages of one person in one practice.
import { Relay } from "./relay.js";

const ports = new Set();
let relay = null;

function sendAll(message, except = null) {
  for (const port of ports) if (port !== except) port.postMessage(message);
}

function hear(port, message) {
  if (message.kind === "bye") ports.delete(port);
  else if (message.kind === "hello") {
    ports.add(port);
    relay ??= new Relay(message.url, sendAll, message.after);
    for (const each of relay.greet(message.at, message.after)) port.postMessage(each);
  } else sendAll(message, port);
}

self.addEventListener("connect", ({ ports: [port] }) => {
  port.addEventListener("message", ({ data }) => hear(port, data));
  port.start();
});
