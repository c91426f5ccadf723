// A form with data-once is sent once: a second click would only be told that it came too late. Heard at the window,
// after whatever on the page may still hold the form back.
const sent = new WeakSet();

function wait({ target: form, submitter }) {
  sent.add(form);
  setTimeout(() => { if (submitter) submitter.disabled = true; });
  setTimeout(() => release(form, submitter), 8000);
}

function release(form, submitter) {
  sent.delete(form);
  if (submitter) submitter.disabled = false;
}

addEventListener("submit", (event) => {
  if (event.defaultPrevented || !("once" in event.target.dataset)) return;
  if (sent.has(event.target)) event.preventDefault();
  else wait(event);
});
addEventListener("pageshow", ({ persisted }) => {
  if (!persisted) return;
  for (const form of document.querySelectorAll("form[data-once]")) {
    for (const button of form.querySelectorAll("button")) release(form, button);
  }
});
