/*
 * How far files have gone is said while they are sent. What comes back is the server's: the page that follows is loaded as after the form
 * by itself, and where it refuses, the form is sent by itself, so that its words are shown.
 */

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-uploading]")) begin(form);

function begin(form: HTMLFormElement): void {
  const files = form.querySelector<HTMLInputElement>("input[type=file]");
  const said = form.querySelector<HTMLElement>("[data-sent]");
  if (!files || !said) return;
  let sending = false;
  form.addEventListener("submit", (event) => {
    if (files.files?.length === 0) return;
    event.preventDefault();
    if (sending) return;
    sending = true;
    const request = new XMLHttpRequest();
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      said.textContent = (form.dataset["uploading"] ?? "").replace("{percent}", String(Math.floor((100 * loaded) / Math.max(1, total))));
    });
    const bySelf = () => form.submit();
    request.addEventListener("error", bySelf);
    request.addEventListener("load", () => {
      if (request.status < 400) location.assign(request.responseURL);
      else bySelf();
    });
    request.open("POST", form.action);
    request.send(new FormData(form));
  });
}

// A module: its names are its own.
export {};
