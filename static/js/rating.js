// The sheet works without this file; it only asks before an unsaved sheet is left behind.
const form = document.querySelector(".sheet form");
let unsaved = false;

form?.addEventListener("change", () => { unsaved = true; });
form?.addEventListener("submit", () => { unsaved = false; });
addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
