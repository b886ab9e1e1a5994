// Locks what a visitor gave for the server alone: whoever takes the tablet opens nothing. The other
// half is berakhlak/citizens/kiosk_boxes.py.
const CURVE = { name: "ECDH", namedCurve: "P-256" };
const STEP = 2048; // Bytes: with words or without, boxes have one length.
const bytesOf = (text) => new TextEncoder().encode(text);
const joined = (...parts) => Uint8Array.from(parts.flatMap((part) => [...part]));

// Over plain HTTP browsers offer no encryption.
export const canSeal = Boolean(globalThis.crypto?.subtle);

export async function seal(fields, once, publicKey) {
  const { subtle } = crypto;
  const theirs = fromLetters(publicKey);
  const own = await subtle.generateKey(CURVE, false, ["deriveBits"]);
  const point = new Uint8Array(await subtle.exportKey("raw", own.publicKey));
  const server = await subtle.importKey("raw", theirs, CURVE, false, []);
  const shared = await subtle.deriveBits({ name: "ECDH", public: server }, own.privateKey, 256);
  const material = await subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const way = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: joined(bytesOf("kiosk box"), point, theirs) };
  const key = await subtle.deriveKey(way, material, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const secret = await subtle.encrypt({ name: "AES-GCM", iv, additionalData: bytesOf(once) }, key, padded(fields));
  return toLetters(joined(point, iv, new Uint8Array(secret)));
}

// JSON ends where spaces begin.
function padded(fields) {
  const content = bytesOf(JSON.stringify(fields));
  const whole = new Uint8Array(Math.ceil(content.length / STEP) * STEP).fill(32);
  whole.set(content);
  return whole;
}

function fromLetters(letters) {
  return Uint8Array.from(atob(letters.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
}

function toLetters(bytes) {
  const letters = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  return letters.replace(/\+/g, "-").replace(/\//g, "_");
}
