// One server-sent event stream that is not lost: the browser comes back by itself after a cut, we
// come back after an answer that ends an EventSource for good, and after a silence (a computer that
// slept keeps a dead connection for hours). Each time with the number of the last event heard, so
// the server tells what was missed, or says that it does not know (`reset`).
const SILENCE = 50_000; // the server says something every 20 s
const LOOK = 10_000;
const AGAIN = 10_000;

export class Stream {
  // `tell` gets {kind: open | changed | reset | deaf | hears | alive | lost | refused, …}.
  constructor(url, tell, position = "") {
    this.url = url;
    this.tell = tell;
    this.position = position;
    this.open();
    setInterval(() => this.watch(), LOOK);
  }

  open() {
    const url = new URL(this.url);
    if (this.position) url.searchParams.set("after", this.position);
    this.heardAt = Date.now();
    this.source = new EventSource(url, { withCredentials: true });
    this.source.addEventListener("open", () => this.hear({ kind: "open" }));
    this.on("stream-open", () => ({ kind: "alive" }));
    this.on("keep-alive", () => ({ kind: "alive" }));
    this.on("stream-reset", () => ({ kind: "reset" }));
    this.on("stream-deaf", () => ({ kind: "deaf" })); // the server itself hears nothing now
    this.on("stream-hears", () => ({ kind: "hears" }));
    this.on("changed", ({ data }) => ({ kind: "changed", ...JSON.parse(data) }));
    this.source.addEventListener("error", () => this.fail());
  }

  on(name, read) {
    this.source.addEventListener(name, (event) => {
      this.position = event.lastEventId || this.position;
      this.hear(read(event));
    });
  }

  hear(message) {
    this.heardAt = Date.now();
    this.tell({ ...message, position: this.position });
  }

  fail() {
    if (this.source.readyState !== EventSource.CLOSED) this.tell({ kind: "lost" });
    else this.restart("refused", AGAIN);
  }

  watch() {
    if (this.source.readyState === EventSource.OPEN && Date.now() - this.heardAt > SILENCE) {
      this.restart("lost", 0);
    }
  }

  restart(kind, pause) {
    this.source.close();
    this.tell({ kind });
    setTimeout(() => this.open(), pause);
  }
}
