// After a save, or a button that adds, moves or takes something out, the page comes back to where one was: the same
// part at the same height of the window, the same field with the focus, the caret where it stood.
{
  const form = document.querySelector("form[data-draft]");
  const PLACE = `imprimatur-place:${form.dataset.draft}`;
  let field = null;

  const back = location.hash.slice(1);

  const height = (element) => element.getBoundingClientRect().top;
  const caretOf = ({ selectionStart, selectionEnd, selectionDirection }) => [selectionStart, selectionEnd, selectionDirection];
  const parts = () => [...form.querySelectorAll(".part[id], .remark[id]")];
  const inView = (element) => height(element) < innerHeight && element.getBoundingClientRect().bottom > 0;

  // The part that stays where it is: that of the button, or of the field, or the first that one sees. Not what goes.
  function anchorOf(button, gone) {
    const own = button?.closest(".part[id], .remark[id]");
    const wrote = field?.closest(".part[id]");
    const seen = parts().filter((part) => part !== gone && inView(part));
    return [own, wrote, ...seen].find((part) => part && part !== gone && inView(part)) ?? parts().find((part) => part !== gone);
  }

  function remember(button) {
    const [verb, key] = (button?.value ?? "save").split(" ");
    const gone = verb.endsWith("-remove") ? document.getElementById(`${verb.split("-")[0]}-${key}`) : null;
    const anchor = anchorOf(button, gone);
    const open = [...form.querySelectorAll("details[open] [name]")].map(({ name }) => name);
    sessionStorage.setItem(PLACE, JSON.stringify({
      form: form.dataset.form,
      command: button && !button.matches("[data-save]") ? button.value : "save",
      anchor: anchor?.id ?? "",
      top: anchor ? height(anchor) : 0,
      y: scrollY,
      name: field && form.contains(field) && !gone?.contains(field) ? field.name : "",
      caret: field?.matches("textarea, [type=text]") ? caretOf(field) : null,
      within: field?.scrollTop ?? 0,
      open,
    }));
  }

  // What a button has made, or the button itself, so that a second press does the same again.
  function focusOf({ command, name }) {
    const [verb, key, made] = command.split(" ");
    if (verb === "section-add") return form.elements[`section-${made}-heading`];
    if (verb === "reference-next") return document.querySelector("#reference-new [name$=-title]");
    if (/-(up|down)$/.test(verb)) {
      const button = form.querySelector(`button[value="${command}"]`);
      return button?.disabled ? button.closest(".tools").querySelector("button:enabled") : button;
    }
    if (/-restore$/.test(verb)) return document.getElementById(back)?.querySelector("input");
    return form.elements[name] ?? null;
  }

  function stand(place) {
    const anchor = document.getElementById(place.anchor);
    const by = anchor ? height(anchor) - place.top : place.y - scrollY;
    scrollBy({ top: by, behavior: "instant" });
  }

  function restore(place) {
    const anchor = document.getElementById(place.anchor);
    for (const name of place.open) form.elements[name]?.closest?.("details")?.setAttribute("open", "");
    const target = focusOf(place);
    stand(place);
    if (target) focusOn(target, place);
    if (anchor) place.top = height(anchor);
  }

  function focusOn(target, place) {
    target.focus({ preventScroll: true });
    if (target.name && target.name === place.name && place.caret) {
      target.setSelectionRange(...place.caret);
      target.scrollTop = place.within;
    }
    if (target.name !== place.name && !inView(target)) target.scrollIntoView({ block: "center", behavior: "instant" });
  }

  function again(place) {
    stand(place);
    const target = document.activeElement === document.body ? focusOf(place) : null;
    if (target) focusOn(target, place);
  }

  const place = JSON.parse(sessionStorage.getItem(PLACE) ?? "null");
  sessionStorage.removeItem(PLACE);
  if (place && place.form === form.dataset.arrived) {
    restore(place);
    const told = [...document.querySelectorAll(".messages .message")].map(({ textContent }) => textContent).join(" ");
    const bar = form.querySelector("[data-told]");
    if (bar) bar.textContent = told;
    // Once the page is whole the browser goes to the anchor of the address, and takes the focus there.
    history.replaceState(null, "", location.pathname + location.search);
    addEventListener("load", () => requestAnimationFrame(() => again(place)), { once: true });
  }

  form.addEventListener("focusin", ({ target }) => {
    if (target.matches("textarea, select, input:not([type=hidden])")) field = target;
  });
  form.addEventListener("submit", ({ submitter }) => remember(submitter));
}
