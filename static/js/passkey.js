// Passkeys: a button with data-passkey asks the authenticator, then sends its form with the answer.
// What to ask stands in a script of JSON (data-passkey-options) or comes from an address (data-passkey-url).
async function asked(button, form) {
  const { passkeyOptions, passkeyUrl } = button.dataset;
  if (passkeyOptions) return JSON.parse(document.getElementById(passkeyOptions).textContent);
  const request = { headers: { Accept: "application/json" } };
  if (button.dataset.passkey === "sign") {
    const { digest, mark, csrfmiddlewaretoken } = form.elements; // a prepared verdict has a mark for all of it
    request.method = "POST";
    request.body = new URLSearchParams({ digest: (mark ?? digest).value, csrfmiddlewaretoken: csrfmiddlewaretoken.value });
  } else if (button.dataset.passkey === "sheet") {
    const said = new FormData(form); // what is ticked, with its digests
    said.delete("password");
    request.method = "POST";
    request.body = new URLSearchParams(said);
  }
  const answer = await fetch(passkeyUrl, request);
  if (!answer.ok) throw new Error(`The site answered ${answer.status}.`);
  return answer.json();
}

async function confirm(button, form) {
  const said = await asked(button, form);
  if (button.dataset.passkey !== "create") return window.webauthnJSON.get(said.request_options);
  const selection = said.creation_options.publicKey.authenticatorSelection;
  const alone = form.querySelector("[name=passwordless]")?.checked ?? false;
  selection.residentKey = alone ? "required" : "discouraged";
  selection.requireResidentKey = alone;
  return window.webauthnJSON.create(said.creation_options);
}

for (const button of document.querySelectorAll("[data-passkey]")) {
  const form = button.form;
  const told = form.querySelector("[data-passkey-told]");
  if (!window.PublicKeyCredential || !window.webauthnJSON) continue;
  button.hidden = false;
  button.addEventListener("click", async (event) => {
    event.preventDefault();
    const instead = [...form.querySelectorAll("[data-passkey-instead][required], [data-passkey-instead] [required]")];
    for (const field of instead) field.required = false;
    try {
      if (!form.reportValidity()) return;
      button.disabled = true;
      told.textContent = "Touch your key, or follow your device …";
      form.elements[button.dataset.passkeyAnswer].value = JSON.stringify(await confirm(button, form));
      button.disabled = false;
      form.requestSubmit(button);
    } catch (error) {
      told.textContent = error.name === "NotAllowedError" || error.name === "AbortError"
        ? "Nothing was confirmed. Try again, or choose another way."
        : `That did not work: ${error.message}`;
    } finally {
      button.disabled = false;
      for (const field of instead) field.required = true;
    }
  });
}
