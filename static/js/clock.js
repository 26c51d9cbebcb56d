// Times that tick. The words are those of inbox/templatetags/inbox_time.py.
import { _, plural } from "./words.js";

export function span(seconds) {
  const s = Math.abs(seconds);
  if (s < 60) return _("{n} s", { n: Math.floor(s) });
  if (s < 3600) return _("{n} min", { n: Math.floor(s / 60) });
  if (s < 86400) return _("{n} h", { n: Math.floor(s / 3600) });
  return plural("{n} day", "{n} days", Math.floor(s / 86400));
}

// Where every minute counts: "3 h 20 min", "2 days 4 h".
export function longSpan(seconds) {
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  if (seconds < 3600) return span(seconds);
  if (seconds < 86400) return minutes ? _("{hours} h {minutes} min", { hours, minutes }) : _("{n} h", { n: hours });
  return hours % 24 ? `${span(seconds)} ${_("{n} h", { n: hours % 24 })}` : span(seconds);
}

// Other languages have a form of their own where the first number is a one.
function left(seconds, time) {
  const unit = [86400, 3600, 60].find((each) => seconds >= each) ?? 1;
  return plural("{time} left", "{time} left", Math.floor(seconds / unit), { time });
}

const SAY = {
  window: (seconds) => (seconds > 0 ? left(seconds, longSpan(seconds)) : _("over")),
  ago: (seconds) => (seconds > -60 ? _("just now") : _("{time} ago", { time: span(seconds) })),
  since: (seconds) => (seconds > -60 ? _("under 1 min") : span(seconds)),
  left: (seconds) => (seconds > 0 ? left(seconds, span(seconds)) : _("over")),
  due: (seconds) => (seconds > 0 ? left(seconds, span(seconds)) : _("{time} over", { time: span(seconds) })),
};

function tick() {
  for (const time of document.querySelectorAll("time[data-tick]")) {
    const seconds = (Date.parse(time.dateTime) - Date.now()) / 1000;
    const words = SAY[time.dataset.tick](seconds);
    if (time.textContent !== words) time.textContent = words;
    if (time.dataset.tick === "window") windowEnds(time, seconds);
    if (time.dataset.tick !== "due") continue;
    time.classList.toggle("late", seconds <= 0);
    time.classList.toggle("soon", seconds > 0 && seconds <= 1800);
  }
}

// The network closes it: warned of near its end; the server says what to do once it is over.
function windowEnds(time, seconds) {
  time.classList.toggle("soon", seconds <= Number(time.dataset.warn));
  if (seconds > 0 || "asked" in time.dataset) return;
  time.dataset.asked = "";
  document.dispatchEvent(new CustomEvent("hub:look"));
}

function countDown() {
  for (const box of document.querySelectorAll("[data-until]")) {
    const words = box.querySelector("[data-countdown]");
    if (!words) continue;
    const seconds = Math.ceil((Date.parse(box.dataset.until) - Date.now()) / 1000);
    words.textContent = seconds > 0 ? _("Goes out in {seconds} s", { seconds }) : _("Going out now…");
    if (seconds > 0 || "asked" in box.dataset) continue;
    box.dataset.asked = "";
    setTimeout(() => document.dispatchEvent(new CustomEvent("hub:look")), 1500);
  }
}

export function startClock() {
  setInterval(tick, 5000);
  setInterval(countDown, 250);
  tick();
}
