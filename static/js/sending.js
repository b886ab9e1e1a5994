// One request with changes, and what its answer means. Nothing but the server's own word counts:
// a gate on a public network answers too, with a page of its own.
const PATIENCE = 15000; // ms for one request
const SAVE = { method: "POST", redirect: "manual" };
let renewed;

const fields = () => document.querySelectorAll("input[name=csrf_token]");
const token = () => renewed ?? fields()[0]?.value ?? "";

async function ask(address, options) {
  const control = new AbortController();
  const alarm = setTimeout(() => control.abort(), PATIENCE);
  try {
    const response = await fetch(address, { ...options, signal: control.signal });
    const isJson = response.headers.get("Content-Type")?.includes("json");
    const body = isJson ? await response.json() : undefined;
    return { status: response.type === "opaqueredirect" ? 302 : response.status, body, isOurs: response.headers.has("X-Reader") };
  } catch {
    return { status: 0 };
  } finally {
    clearTimeout(alarm);
  }
}

// What became of some changes of a sheet: {word, body}. Words: saved, differs, sealed, refused,
// closed, withdrawn; or why nothing came of it for now: waiting, session, busy, trouble.
export async function save(sheet, changes) {
  const answer = await ask(`/tugas/${sheet}/jawaban`, {
    ...SAVE,
    headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
    body: JSON.stringify(changes),
  });
  return { word: wordOf(answer), body: answer.body };
}

function wordOf({ status, body, isOurs }) {
  if (status === 0) return "waiting";
  if (status === 429) return "busy";
  if (status === 302 || status === 400 || status === 401 || status === 403) return "session";
  if (status === 404 && isOurs) return "withdrawn";
  if (!body) return status === 200 || status === 404 ? "waiting" : "trouble";
  if (status === 200 && Array.isArray(body.kept)) return "saved";
  if (status === 409 && body.sealed) return "sealed";
  if (status === 409 && body.since) return "differs";
  if (status === 410) return "closed";
  return status === 422 ? "refused" : "trouble";
}

// Who is signed in here now: "same" when it is this reader, whose forms then get a fresh token;
// else gone, other, or waiting when nobody answers.
export async function renewSession(reader) {
  const { status, body } = await ask("/sesi", { redirect: "manual", cache: "no-store" });
  if (status !== 200 || body?.token === undefined) return status >= 429 ? "trouble" : "waiting";
  if (body.reader !== reader) return body.reader ? "other" : "gone";
  renewed = body.token;
  for (const field of fields()) field.value = renewed;
  return "same";
}
