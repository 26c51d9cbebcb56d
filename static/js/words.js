// What scripts say, in the language of the page: `words/<language>.js` comes before them and brings
// its table; English needs none, because it is what the scripts say.
const table = globalThis.hubWords ?? {};
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

// `_("About {n} left", { n: 20 })`
export const _ = (text, values = {}) => fill(table[text] ?? text, values);

// `plural("{n} day", "{n} days", n)`; every language so far has two forms, as English does.
export const plural = (one, many, n, values = {}) =>
  fill((table[one] ?? [one, many])[n === 1 ? 0 : 1], { n, ...values });
