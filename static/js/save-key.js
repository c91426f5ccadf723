// Ctrl+S presses the form's own save button.
document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "s") return;
  const save = document.querySelector("[data-save]");
  if (!save) return;
  event.preventDefault();
  save.click();
});
