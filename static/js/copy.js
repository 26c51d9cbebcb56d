// The button that copies what stands in an element, one item a line; hidden without this module.
// By selection, because the policy of our pages gives no script the clipboard itself.
import { _ } from "./words.js";
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const lines = [...document.querySelector(button.dataset.copy).children];
    const area = document.createElement("textarea");
    area.value = lines.map((line) => line.textContent.trim()).join("\n");
    area.readOnly = true;
    button.after(area);
    area.select();
    const isDone = document.execCommand("copy");
    area.remove();
    button.focus();
    button.textContent = isDone ? _("Copied") : _("Please copy by hand");
    document.querySelector("[data-copied]").textContent = button.textContent;
  });
}
