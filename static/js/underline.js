// A layer behind a text field with the same letters, unseen, that carries the underlines.

const kept = new WeakMap(); // text field -> { text, marks } as last drawn
const sizes = new ResizeObserver((entries) => entries.forEach(({ target }) => size(target)));

function layerOf(area) {
  const paper = area.closest(".paper");
  let layer = paper.querySelector(".under");
  if (layer) return layer;
  layer = document.createElement("div");
  layer.className = "under input";
  layer.setAttribute("aria-hidden", "true");
  layer.dataset.made = "";
  paper.prepend(layer);
  area.addEventListener("scroll", () => (layer.scrollTop = area.scrollTop), { passive: true });
  sizes.observe(area);
  return layer;
}

// In step with the field: its width without a scrollbar, its height, its direction.
export function size(area) {
  const layer = layerOf(area);
  const edges = area.offsetWidth - area.clientWidth - (area.offsetHeight - area.clientHeight);
  layer.style.width = `${area.offsetWidth - Math.max(edges, 0)}px`;
  layer.style.height = `${area.offsetHeight}px`;
  layer.dir = getComputedStyle(area).direction;
  layer.scrollTop = area.scrollTop;
}

function draw(area, marks) {
  const text = area.value;
  const pieces = [];
  let at = 0;
  for (const [start, end, level] of marks) {
    const piece = document.createElement("mark");
    piece.className = level;
    piece.textContent = text.slice(start, end);
    pieces.push(text.slice(at, start), piece);
    at = end;
  }
  // The last line break needs something behind it to be as high as in the field.
  layerOf(area).replaceChildren(...pieces, `${text.slice(at)}\u200b`);
  kept.set(area, { text, marks });
  size(area);
}

// `marks`: [[start, end, level], …] in the units of `value`, in order, without overlap.
export function mark(area, marks) {
  draw(area, marks.filter(([start, end]) => 0 <= start && start < end && end <= area.value.length));
}

// Between two letters and the next answer: marks before the change stay, those behind it move.
export function shift(area) {
  const { text, marks } = kept.get(area) ?? { text: "", marks: [] };
  const now = area.value;
  const most = Math.min(text.length, now.length);
  let head = 0;
  while (head < most && text[head] === now[head]) head += 1;
  let tail = 0;
  while (tail < most - head && text.at(-1 - tail) === now.at(-1 - tail)) tail += 1;
  const moved = now.length - text.length;
  draw(
    area,
    marks.flatMap(([start, end, level]) => {
      if (end <= head) return [[start, end, level]];
      return start >= text.length - tail ? [[start + moved, end + moved, level]] : [];
    }),
  );
}
