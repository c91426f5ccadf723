// Keeps what is typed and ticked on a page: on the server, so that it is there on the next device, two seconds after
// a word at the latest; in this browser, until the server has it, or until a form carries it. A field says its name in
// data-keep; the page says whose words they are in data-keep-owner, and where they are kept in data-keep-url. Without
// that address this browser alone keeps them, for two weeks.
const root = document.querySelector("[data-keep-owner]");
const url = root.dataset.keepUrl;
const told = document.querySelector("[data-keep-told]");
const PAUSE = 700;
const AT_MOST = 2000;
const TWO_WEEKS = 14 * 24 * 3600e3;
const UNSENT = `imprimatur-typed:${url ?? location.pathname}:${root.dataset.keepOwner}`;
const SENT = "imprimatur-sent";
const held = new Set();
const apart = new Set();
const released = new WeakSet();
const standing = JSON.parse(document.getElementById("kept-words")?.textContent ?? "{}");
const known = { ...standing };
// What another device wrote in a field of this page, as it is shown beside it: by name.
const shown = {};
// By name: what is typed, what the server had as it was begun, and what was sent and not answered.
const pending = JSON.parse(localStorage.getItem(UNSENT) ?? "{}");
for (const [name, { at }] of Object.entries(pending)) if (Date.now() - at > TWO_WEEKS) delete pending[name];
let first = 0;
let timer = 0;
let again = 3000;
let sending = null;

const fields = (name) => [...document.querySelectorAll("[data-keep]")]
  .filter((field) => field.matches("input, textarea, select") && (!name || field.dataset.keep === name));
const say = (words, wrong) => { if (told) { told.textContent = words; told.classList.toggle("wrong", Boolean(wrong)); } };
const token = () => document.querySelector("input[name=csrfmiddlewaretoken]").value;

function remember() {
  if (Object.keys(pending).length) localStorage.setItem(UNSENT, JSON.stringify(pending));
  else localStorage.removeItem(UNSENT);
}

function words(field) {
  if (field.type === "checkbox") return field.checked ? "on" : "";
  if (field.type === "radio") return fields(field.dataset.keep).find((one) => one.checked)?.value ?? "";
  return field.value;
}

function put(name, said, over) {
  for (const field of fields(name)) {
    if (field.type === "checkbox") field.checked = Boolean(said);
    else if (field.type === "radio") field.checked = field.value === said;
    else if (over || !field.value) field.value = said;
    else continue;
    if (said && !field.matches("[type=checkbox], [type=radio]")) field.closest("details")?.setAttribute("open", "");
    field.dispatchEvent(new CustomEvent("kept", { bubbles: true }));
  }
}

// What another device wrote after this one had begun: neither what it began with nor what it sent itself.
function elsewhere(name) {
  const { said, base, tried } = pending[name];
  return [said, base, ...tried].includes(standing[name] ?? "") ? "" : standing[name] ?? "";
}

function showBoth(name, other) {
  const field = fields(name).find((one) => one.matches("textarea"));
  if (!field) return;
  if (field.nextElementSibling?.matches(".kept-elsewhere")) field.nextElementSibling.remove();
  field.closest("details")?.setAttribute("open", "");
  shown[name] = other;
  const [beside, title, words, swap] = ["div", "p", "p", "button"].map((tag) => document.createElement(tag));
  beside.className = "kept-elsewhere";
  beside.setAttribute("role", "status");
  title.textContent = "You wrote this in the same field on another device:";
  words.className = "kept-words";
  words.textContent = other;
  swap.className = "button button-small button-quiet";
  swap.type = "button";
  swap.textContent = "Put this into the field";
  swap.addEventListener("click", () => {
    [field.value, words.textContent] = [words.textContent, field.value];
    title.textContent = "This stood in the field before:";
    note(field);
    field.focus();
  });
  beside.append(title, words, swap);
  field.after(beside);
  apart.add(name);
}

function note(field) {
  const name = field.dataset.keep;
  const { base = known[name] ?? "", tried = [] } = pending[name] ?? {};
  pending[name] = { said: words(field), base, tried, at: Date.now() };
  apart.delete(name);
  if (!url && !pending[name].said) delete pending[name];
  remember();
  if (!url) return;
  say("Saving …");
  first ||= Date.now();
  clearTimeout(timer);
  timer = setTimeout(send, Math.max(0, Math.min(PAUSE, first + AT_MOST - Date.now())));
}

async function send() {
  clearTimeout(timer);
  if (sending) await sending;
  const now = Object.entries(pending).filter(([name]) => !held.has(name) && !apart.has(name));
  const batch = Object.fromEntries(now.map(([name, { said }]) => [name, said]));
  if (!url || !now.length) return;
  first = 0;
  sending = post(batch).finally(() => { sending = null; });
  await sending;
}

async function post(batch) {
  const over = {};
  for (const [name, said] of Object.entries(batch)) {
    const { base, tried } = pending[name];
    if (fields(name).some((one) => one.matches("textarea"))) over[name] = [base, ...tried, shown[name] ?? base];
    pending[name].tried = [...tried, said].slice(-3);
  }
  remember();
  const answer = await fetch(url, {
    method: "POST", redirect: "manual", keepalive: JSON.stringify(batch).length < 60000,
    headers: { "Content-Type": "application/json", "X-CSRFToken": token() }, body: JSON.stringify({ words: batch, over }),
  }).catch(() => null);
  if (answer?.ok) {
    const { saved, elsewhere: theirs } = await answer.json();
    for (const [name, said] of Object.entries(batch)) {
      if (name in theirs) {
        standing[name] = theirs[name];
        showBoth(name, theirs[name]);
        continue;
      }
      known[name] = said;
      if (pending[name]?.said === said) delete pending[name];
      else if (pending[name]) Object.assign(pending[name], { base: said, tried: [] });
    }
    remember();
    again = 3000;
    if (Object.keys(theirs).length) say("Not saved over what you wrote on another device: both are shown.", true);
    else if (!Object.keys(pending).length) say(`Saved ${saved}`);
    return;
  }
  const why = answer?.headers.get("Content-Type")?.includes("json") ? (await answer.json()).error : "";
  if (why) return say(why, true);
  if (answer?.type === "opaqueredirect") return say("You were logged out. It is kept in this browser; log in again.", true);
  say(answer ? "Not saved. It is kept in this browser, and sent again." : "Offline. It is kept in this browser, and sent when you are back.", true);
  timer = setTimeout(send, again);
  again = Math.min(again * 2, 60000);
}

document.addEventListener("input", ({ target }) => { if (target.dataset?.keep && !target.matches("form")) note(target); });
document.addEventListener("change", ({ target }) => { if (target.dataset?.keep && !target.matches("form, textarea")) note(target); });
document.addEventListener("visibilitychange", () => { if (document.hidden) send(); });
window.addEventListener("pagehide", send);
window.addEventListener("online", send);
// What a form carries goes with it, and is forgotten here once the next page says that it arrived. A form that
// leaves some of it behind, such as the bar's, waits until that is on the server: it may be asked about it there.
document.addEventListener("submit", (event) => {
  const { target, submitter, defaultPrevented } = event;
  if (defaultPrevented || released.has(target)) return;
  const carried = [...target.querySelectorAll("[data-keep]")].map((field) => field.dataset.keep);
  if (carried.length) {
    sessionStorage.setItem(SENT, JSON.stringify(carried));
    for (const name of carried) held.add(name);
    setTimeout(() => held.clear(), 10000);
  }
  if (url && Object.keys(pending).some((name) => !carried.includes(name))) {
    event.preventDefault();
    released.add(target);
    apart.clear();
    const soon = new Promise((done) => { setTimeout(done, 1500); });
    Promise.race([send(), soon]).finally(() => target.requestSubmit(submitter));
  }
});

const sent = JSON.parse(sessionStorage.getItem(SENT) ?? "[]");
sessionStorage.removeItem(SENT);
if (document.querySelector(".message-success")) {
  for (const name of sent) delete pending[name];
  remember();
}
for (const [name, said] of Object.entries(standing)) if (!(name in pending)) put(name, said);
for (const [name, { said }] of Object.entries(pending)) {
  put(name, said, true);
  if (elsewhere(name)) showBoth(name, elsewhere(name));
}
if (Object.keys(pending).length) send();
