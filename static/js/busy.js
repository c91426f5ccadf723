// Says on the button that was pressed, and aloud, that its form is on its way: in the words of its data-busy. What
// is there at once says nothing. A form that a script sends, or holds back, has words of its own.
const SOON = 300;
const LONG = 8000;

function say(button) {
  const words = [...button.childNodes];
  const told = document.querySelector("[data-busy-told]");
  const said = button.dataset.busy || "One moment…";
  button.replaceChildren(said);
  if (told) told.textContent = said;
  const back = () => {
    button.replaceChildren(...words);
    if (told) told.textContent = "";
  };
  setTimeout(back, LONG);
  addEventListener("pageshow", ({ persisted }) => { if (persisted) back(); }, { once: true });
}

addEventListener("submit", (event) => {
  const { submitter: button, target: form } = event;
  if (!button || form.method !== "post" || form.matches("[hx-post]")) return;
  setTimeout(() => { if (!event.defaultPrevented) say(button); }, SOON);
});
