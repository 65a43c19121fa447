// One WebSocket a tab. What a page shows names its topics (data-live="parties.party:17"); news comes
// as an event `live:<topic>` on each such element and as `live` on the document. After a break the
// cursor asks for what was missed; when that is too far back, `live:resync` says: read anew.

const FIRST_WAIT = 500;
const LONGEST_WAIT = 30_000;
const QUIET_FOR = 40_000;
let socket = null;
let cursor = null;
let wait = FIRST_WAIT;
let heard = 0;
let following = "";
let timer = 0;

function topics() {
  const found = new Set();
  for (const element of document.querySelectorAll("[data-live], [data-count]")) {
    const named = element.dataset.live ?? "";
    for (const topic of named.split(/\s+/)) if (topic) found.add(topic);
    if (element.dataset.count && !element.dataset.live && element.matches("span")) {
      found.add(element.dataset.count);
    }
  }
  return [...found].sort();
}

function follow() {
  const wanted = topics();
  const text = wanted.join(" ");
  if (!wanted.length && !socket) return;
  if (!socket) return connect();
  if (socket.readyState === WebSocket.OPEN && text !== following) {
    following = text;
    socket.send(JSON.stringify({ follow: wanted, cursor }));
  }
}

function connect() {
  clearTimeout(timer);
  if (!document.body.dataset.user || navigator.onLine === false) return;
  const address = new URL("/live/", location.href);
  address.protocol = address.protocol.replace("http", "ws");
  socket = new WebSocket(address);
  socket.addEventListener("open", () => {
    heard = performance.now();
    following = "";
    follow();
  });
  socket.addEventListener("message", (event) => {
    heard = performance.now();
    wait = FIRST_WAIT;
    hear(JSON.parse(event.data));
  });
  socket.addEventListener("close", (event) => {
    socket = null;
    document.documentElement.dataset.live = "off";
    // 4401: signed out elsewhere; asking again would be refused again.
    if (event.code === 4401) return;
    timer = setTimeout(connect, wait + Math.random() * wait);
    wait = Math.min(LONGEST_WAIT, wait * 2);
  });
}

function hear(message) {
  document.documentElement.dataset.live = "on";
  if (message.cursor !== undefined) cursor = message.cursor;
  if (message.resync) {
    for (const element of document.querySelectorAll("[data-live]")) send(element, "live:resync", message);
    document.dispatchEvent(new CustomEvent("live:resync", { detail: message }));
    return;
  }
  if (!message.topic) return;
  document.dispatchEvent(new CustomEvent("live", { detail: message }));
  for (const element of document.querySelectorAll("[data-live]")) {
    if (element.dataset.live.split(/\s+/).includes(message.topic)) {
      send(element, `live:${message.topic}`, message);
      send(element, "live:news", message);
    }
  }
  const count = message.data?.count;
  if (count === undefined) return;
  for (const pip of document.querySelectorAll(`span[data-count="${CSS.escape(message.topic)}"]`)) {
    pip.textContent = count || "";
  }
}

function send(element, name, detail) {
  element.dispatchEvent(new CustomEvent(name, { detail }));
}

// ---- what one reads never moves: news waits behind a line that counts it ----
//   <div data-live="parties.party:17" data-news="%s new entries."> <button data-news-line hidden>

document.addEventListener("live", (event) => {
  for (const region of document.querySelectorAll("[data-news][data-live]")) {
    if (!region.dataset.live.split(/\s+/).includes(event.detail.topic)) continue;
    if (event.detail.data?.kind === "count") continue;
    const waiting = Number(region.dataset.waiting ?? 0) + 1;
    region.dataset.waiting = waiting;
    const line = region.querySelector("[data-news-line]");
    if (!line) continue;
    const text = waiting === 1 ? (region.dataset.newsOne ?? region.dataset.news) : region.dataset.news;
    (line.querySelector("[data-news-words]") ?? line).textContent = text.replace("%s", waiting);
    line.hidden = false;
  }
});
document.addEventListener("htmx:after:swap", (event) => {
  const region = event.detail.ctx.sourceElement?.closest?.("[data-news]");
  if (!region || !event.detail.ctx.sourceElement.closest("[data-news-line]")) return;
  region.dataset.waiting = 0;
  region.querySelector("[data-news-line]").hidden = true;
});

// A laptop that slept has a socket that looks alive: hearing nothing for long, take a new one.
setInterval(() => {
  if (socket?.readyState === WebSocket.OPEN && performance.now() - heard > QUIET_FOR) socket.close();
}, 10_000);

window.addEventListener("online", () => {
  wait = FIRST_WAIT;
  if (!socket) connect();
});
document.addEventListener("htmx:after:settle", follow);
document.addEventListener("htmx:after:swap", follow);
queueMicrotask(follow);
