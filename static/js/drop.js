// A file dropped on the box for pasting is read into it, as its chooser would send it.
for (const box of document.querySelectorAll("[data-drop]")) {
  const file = box.form.querySelector("input[type=file]");
  box.addEventListener("dragover", (event) => {
    if ([...event.dataTransfer.types].includes("Files")) event.preventDefault();
  });
  box.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    file.files = event.dataTransfer.files;
    file.focus();
  });
}
