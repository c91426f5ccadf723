// Keeps on the server what is typed and ticked on a page, so that it is there on the next device: two seconds
// after a word at the latest. What could not be sent waits in this browser, and is sent once that is possible.
// A field says its name in data-keep; the page says where to in data-keep-url, and what stands there already.
const root = document.querySelector("[data-keep-url]");
const told = document.querySelector("[data-keep-told]");
const PAUSE = 700;
const AT_MOST = 2000;
const UNSENT = `imprimatur-unsent:${root.dataset.keepUrl}:${root.dataset.keepOwner}`;
const SENT = "imprimatur-sent";
const held = new Set();
const released = new WeakSet();
const pending = JSON.parse(localStorage.getItem(UNSENT) ?? "{}");
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

function put(name, said) {
  const found = fields(name);
  for (const field of found) {
    if (field.type === "checkbox") field.checked = Boolean(said);
    else if (field.type === "radio") field.checked = field.value === said;
    else if (!field.value) field.value = said;
    else continue;
    if (said && !field.matches("[type=checkbox], [type=radio]")) field.closest("details")?.setAttribute("open", "");
    field.dispatchEvent(new CustomEvent("kept", { bubbles: true }));
  }
  return found.length > 0;
}

function note(field) {
  pending[field.dataset.keep] = words(field);
  remember();
  say("Saving …");
  first ||= Date.now();
  clearTimeout(timer);
  timer = setTimeout(send, Math.max(0, Math.min(PAUSE, first + AT_MOST - Date.now())));
}

async function send() {
  clearTimeout(timer);
  if (sending) await sending;
  const batch = Object.fromEntries(Object.entries(pending).filter(([name]) => !held.has(name)));
  if (!Object.keys(batch).length) return;
  first = 0;
  sending = post(batch).finally(() => { sending = null; });
  await sending;
}

async function post(batch) {
  const answer = await fetch(root.dataset.keepUrl, {
    method: "POST", redirect: "manual", keepalive: JSON.stringify(batch).length < 60000,
    headers: { "Content-Type": "application/json", "X-CSRFToken": token() }, body: JSON.stringify(batch),
  }).catch(() => null);
  if (answer?.ok) {
    for (const [name, said] of Object.entries(batch)) if (pending[name] === said) delete pending[name];
    remember();
    again = 3000;
    const { saved } = await answer.json();
    if (!Object.keys(pending).length) say(`Saved ${saved}`);
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
// carries nothing of it, such as the bar's, waits until all that was typed is on the server.
document.addEventListener("submit", (event) => {
  const { target, submitter, defaultPrevented } = event;
  if (defaultPrevented || released.has(target)) return;
  const carried = [...target.querySelectorAll("[data-keep]")].map((field) => field.dataset.keep);
  if (carried.length) {
    sessionStorage.setItem(SENT, JSON.stringify(carried));
    for (const name of carried) held.add(name);
    setTimeout(() => held.clear(), 10000);
  } else if (Object.keys(pending).length) {
    event.preventDefault();
    released.add(target);
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
const standing = JSON.parse(document.getElementById("kept-words")?.textContent ?? "{}");
for (const [name, said] of Object.entries({ ...standing, ...pending })) put(name, said);
if (Object.keys(pending).length) send();
