// Forms that an authenticator answers. Without it they stay hidden, and a code does the same.
const forms = document.querySelectorAll("form[data-passkey]");

function bytes(words) {
  const plain = atob(words.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function words(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function named(credentials) {
  return (credentials || []).map((each) => ({ ...each, id: bytes(each.id) }));
}

async function answer(kind, question) {
  question.challenge = bytes(question.challenge);
  if (kind === "get") {
    question.allowCredentials = named(question.allowCredentials);
    return navigator.credentials.get({ publicKey: question });
  }
  question.user.id = bytes(question.user.id);
  question.excludeCredentials = named(question.excludeCredentials);
  return navigator.credentials.create({ publicKey: question });
}

function told(credential) {
  const said = credential.response;
  const response = { clientDataJSON: words(said.clientDataJSON) };
  if (said.attestationObject) response.attestationObject = words(said.attestationObject);
  if (said.authenticatorData) response.authenticatorData = words(said.authenticatorData);
  if (said.signature) response.signature = words(said.signature);
  if (said.userHandle) response.userHandle = words(said.userHandle);
  return JSON.stringify({
    id: credential.id,
    rawId: words(credential.rawId),
    type: credential.type,
    response,
    clientExtensionResults: {},
  });
}

async function ask(form) {
  const failed = form.querySelector("[data-passkey-failed]");
  failed.hidden = true;
  try {
    const found = await answer(form.dataset.passkey, JSON.parse(form.dataset.question));
    form.elements.credential.value = told(found);
  } catch {
    failed.hidden = false; // Refused by its owner, or nothing fits; the reason is the browser's secret.
    for (const button of form.querySelectorAll("button")) button.disabled = false;
    return;
  }
  form.submit();
}

if (window.PublicKeyCredential) {
  for (const missing of document.querySelectorAll("[data-passkey-missing]")) missing.hidden = true;
  for (const form of forms) {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      // A name that is not given is told by the server, like every other error.
      if (form.elements.name instanceof HTMLInputElement && !form.elements.name.value.trim()) return;
      event.preventDefault();
      ask(form);
    });
  }
}
