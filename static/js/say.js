// Short messages at the top of the page, the same ones the server shows.

export function say(text, level = "") {
  const box = document.getElementById("messages");
  if (!box) return;
  const note = document.createElement("div");
  note.className = `notice ${level}`;
  note.setAttribute("role", level === "bad" ? "alert" : "status");
  const words = document.createElement("p");
  words.textContent = text;
  note.append(words);
  box.append(note);
  fade();
}

// What went well leaves by itself; what went wrong stays until the next act.
export function fade() {
  for (const note of document.querySelectorAll("#messages .notice:not([data-fading])")) {
    note.dataset.fading = "";
    const seconds = Number(note.dataset.seconds) || (note.classList.contains("bad") ? 15 : 5);
    setTimeout(() => note.remove(), seconds * 1000);
  }
}

document.addEventListener("htmx:afterSettle", fade);
fade();
