// What waits to be sent, and what is known to be saved: encrypted, and this reader's alone.
// The key is made here and cannot be read out. Where browsers offer no encryption (plain HTTP),
// nothing is written down, and `lasting` is false.
const NAME = "berakhlak";
const wait = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});
const fleeting = new Map();
let database;
let key;

export let lasting = false;

// Open the store for a reader; whatever another reader left is thrown away first.
export async function open(reader) {
  if (!globalThis.indexedDB || !globalThis.crypto?.subtle) return;
  try {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("records");
      request.result.createObjectStore("own");
    };
    database = await wait(request);
    if (await read("own", "reader") !== reader) await clear();
    key = await read("own", "key") ?? await newKey(reader);
    lasting = true;
  } catch {
    database = undefined; // A private window, or no room: memory must do.
  }
}

async function newKey(reader) {
  const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  await write("own", "key", made);
  await write("own", "reader", reader);
  return made;
}

const within = (name, mode) => database.transaction(name, mode).objectStore(name);
const read = (name, id) => wait(within(name, "readonly").get(id));
const write = (name, id, value) => wait(within(name, "readwrite").put(value, id));

export async function get(id) {
  if (!lasting) return fleeting.get(id);
  return reveal(await read("records", id));
}

export async function put(id, value) {
  if (!lasting) return fleeting.set(id, structuredClone(value));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const plain = new TextEncoder().encode(JSON.stringify(value));
  const secret = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, plain);
  return write("records", id, { iv, secret });
}

export async function remove(id) {
  if (!lasting) return fleeting.delete(id);
  return wait(within("records", "readwrite").delete(id));
}

// All [id, value] whose id begins so.
export async function all(beginning) {
  if (!lasting) return [...fleeting].filter(([id]) => id.startsWith(beginning));
  const range = IDBKeyRange.bound(beginning, `${beginning}\uffff`);
  const records = within("records", "readonly");
  const [ids, secrets] = await Promise.all([wait(records.getAllKeys(range)), wait(records.getAll(range))]);
  const values = await Promise.all(secrets.map(reveal));
  return ids.map((id, place) => [id, values[place]]).filter(([, value]) => value);
}

async function reveal(record) {
  if (!record) return undefined;
  try {
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: record.iv }, key, record.secret);
    return JSON.parse(new TextDecoder().decode(plain));
  } catch {
    return undefined; // Written under a key that was thrown away.
  }
}

export async function clear() {
  fleeting.clear();
  key = undefined;
  if (!database) return;
  await wait(within("records", "readwrite").clear());
  await wait(within("own", "readwrite").clear());
}
