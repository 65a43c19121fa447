// The few sentences scripts say, written by the server in the reader's language.
const known = {};

export function word(name, ...parts) {
  if (!(name in known)) {
    const place = document.getElementById("words")?.content.querySelector(`[data-word="${name}"]`);
    known[name] = place?.textContent ?? name;
  }
  let text = known[name];
  for (const [index, part] of parts.entries()) text = text.replace(["%s", "%t"][index], part);
  return text;
}

const tags = { "zh-hant": "zh-Hant-TW", "zh-hans": "zh-Hans-CN", en: "en-GB" };

export const language = () => tags[document.body.dataset.language] ?? "en-GB";

export function number(value, options = {}) {
  return new Intl.NumberFormat(language(), options).format(value).replace("-", "−");
}
