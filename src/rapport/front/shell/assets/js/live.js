// One WebSocket a tab, to /live/. What a page shows names its topics (data-live="record:customers:…").
// News comes as `live:<topic>` and `live:news` on each such element and as `live` on the document.
// After a break the cursor asks for what was missed; `live:resync` says: too much, read anew.

const FIRST_WAIT = 500;
const LONGEST_WAIT = 30_000;
const QUIET_FOR = 75_000; // the server beats every half minute
const SIGNED_OUT = 4401;
const page = document.documentElement;
let socket = null;
let cursor = "";
let wait = FIRST_WAIT;
let heard = 0;
let timer = 0;
let following = new Set();
const refused = new Set();

const topicsOf = (element) => (element.dataset.live ?? element.dataset.count ?? "").split(/\s+/);

function wanted() {
  const found = new Set();
  for (const element of document.querySelectorAll("[data-live], span[data-count]")) {
    for (const topic of topicsOf(element)) if (topic && !refused.has(topic)) found.add(topic);
  }
  return found;
}

function follow() {
  const topics = wanted();
  if (!socket) {
    if (topics.size) connect();
    return;
  }
  if (socket.readyState !== WebSocket.OPEN) return;
  const gone = [...following].filter((topic) => !topics.has(topic));
  const fresh = [...topics].filter((topic) => !following.has(topic));
  if (gone.length) socket.send(JSON.stringify({ unsubscribe: gone }));
  if (fresh.length) socket.send(JSON.stringify({ subscribe: fresh }));
  following = topics;
}

function resume() {
  following = wanted();
  if (!following.size) return;
  const asked = { subscribe: [...following] };
  if (cursor) asked.since = cursor;
  socket.send(JSON.stringify(asked));
}

function connect() {
  clearTimeout(timer);
  if (!document.body.dataset.user || navigator.onLine === false) return;
  const address = new URL("/live/", location.href);
  address.protocol = address.protocol.replace("http", "ws");
  socket = new WebSocket(address);
  socket.addEventListener("open", () => {
    heard = performance.now();
    resume();
  });
  socket.addEventListener("message", (event) => {
    heard = performance.now();
    wait = FIRST_WAIT;
    page.dataset.connection = "on";
    hear(JSON.parse(event.data));
  });
  socket.addEventListener("close", (event) => {
    socket = null;
    page.dataset.connection = "off";
    // Signed out elsewhere: asking again would be refused again.
    if (event.code === SIGNED_OUT) return;
    timer = setTimeout(connect, wait + Math.random() * wait);
    wait = Math.min(LONGEST_WAIT, wait * 2);
  });
}

function hear(message) {
  if (message.cursor) cursor = message.cursor;
  for (const { topic, code } of message.refused ?? []) {
    following.delete(topic);
    if (code !== "unavailable") refused.add(topic);
  }
  if (message.resync) lookAgain(message.resync);
  if (message.topic) tell(message);
}

function lookAgain(topics) {
  document.dispatchEvent(new CustomEvent("live:resync", { detail: topics }));
  for (const element of document.querySelectorAll("[data-live]")) {
    if (topics === true || topicsOf(element).some((topic) => topics.includes(topic))) {
      element.dispatchEvent(new CustomEvent("live:resync", { detail: topics }));
    }
  }
}

function tell(message) {
  const { topic, payload } = message;
  document.dispatchEvent(new CustomEvent("live", { detail: message }));
  for (const element of document.querySelectorAll("[data-live]")) {
    if (!topicsOf(element).includes(topic)) continue;
    element.dispatchEvent(new CustomEvent(`live:${topic}`, { detail: message }));
    element.dispatchEvent(new CustomEvent("live:news", { detail: message }));
    if (element.dataset.news) queueNews(element);
  }
  if (payload?.count === undefined) return;
  // A number may change in its place; nothing else moves.
  for (const pip of document.querySelectorAll(`span[data-count="${CSS.escape(topic)}"]`)) {
    pip.textContent = payload.count || "";
  }
}

// ---- what one reads never moves: news waits behind a line that counts it ----
//   <div data-live="…" data-news="%s new entries." data-news-one="One new entry.">
//     <button data-news-line hidden hx-get="…"><span data-news-words></span></button>

// What one has just done oneself is no news: <div data-news-of-others>. It may be heard of before the
// answer to the deed is there.
const OWN_ECHO = 5_000;
let deedAt = -OWN_ECHO;
const noteDeed = () => {
  deedAt = performance.now();
};
document.addEventListener("deed", noteDeed);
document.addEventListener("htmx:before:request", (event) => {
  if (event.detail.ctx.request.method !== "GET") noteDeed();
});

function queueNews(region) {
  if ("newsOfOthers" in region.dataset && performance.now() - deedAt < OWN_ECHO) return;
  const count = Number(region.dataset.waiting ?? 0) + 1;
  region.dataset.waiting = count;
  const line = region.querySelector("[data-news-line]");
  if (!line) return;
  const text = count === 1 ? (region.dataset.newsOne ?? region.dataset.news) : region.dataset.news;
  (line.querySelector("[data-news-words]") ?? line).textContent = text.replace("%s", count);
  line.hidden = false;
}

document.addEventListener("htmx:after:request", (event) => {
  const line = event.detail.ctx.sourceElement?.closest?.("[data-news-line]");
  if (!line || event.detail.ctx.response?.status >= 400) return;
  line.closest("[data-news]").dataset.waiting = 0;
  line.hidden = true;
});

// A laptop that slept has a socket that only looks alive: after long silence take a new one.
setInterval(() => {
  if (socket?.readyState === WebSocket.OPEN && performance.now() - heard > QUIET_FOR) {
    socket.close();
  }
}, 10_000);

window.addEventListener("online", () => {
  wait = FIRST_WAIT;
  if (!socket) connect();
});
document.addEventListener("htmx:after:settle", follow);
document.addEventListener("htmx:after:swap", follow);
queueMicrotask(follow);
