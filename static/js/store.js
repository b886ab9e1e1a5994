// What waits to be sent, and what is known to be saved: encrypted, and this reader's alone.
// The key is made here and cannot be read out. Where browsers offer no encryption (plain HTTP),
// nothing is written down, and `lasting` is false.
//
// A browser's database may fail at any moment: no room, a lost connection, no answer at all. From
// then on memory does its work, so nothing here ever fails or waits for long; `lasting` says that
// what was put since is gone with the page.
const NAME = "berakhlak";
const PATIENCE = 2000; // ms for one answer of the database
const copies = new Map();
let database;
let key;
let opening = Promise.resolve();
let openedFor;
let writing = Promise.resolve();

export let lasting = false;

// Open the store for a reader; whatever another reader left is thrown away first.
export function open(reader) {
  if (openedFor !== reader) {
    openedFor = reader;
    opening = begin(reader);
  }
  return opening;
}

async function begin(reader) {
  try {
    if (!globalThis.indexedDB || !globalThis.crypto?.subtle) return;
    const [found, its] = await soon(async () => {
      const connection = await connect();
      return [connection, await keyOf(connection, reader)];
    });
    [database, key] = [found, its];
    database.onclose = giveUp;
    lasting = true;
    for (const [id, value] of copies) await put(id, value, true); // Tapped before this was open.
  } catch {
    giveUp(); // A private window, or no room: memory must do.
  }
}

function connect() {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("records");
    request.result.createObjectStore("own");
  };
  return settled(request);
}

// The key of this reader. Two pages that begin at once must end with the same one, so looking and
// writing are one transaction.
async function keyOf(connection, reader) {
  const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const transaction = connection.transaction(["records", "own"], "readwrite");
  const [records, own] = ["records", "own"].map((name) => transaction.objectStore(name));
  let used = made;
  const owner = own.get("reader");
  const kept = own.get("key");
  kept.onsuccess = () => {
    if (owner.result === reader && kept.result) {
      used = kept.result;
      return;
    }
    records.clear();
    own.put(made, "key");
    own.put(reader, "reader");
  };
  await done(transaction);
  return used;
}

function giveUp() {
  lasting = false;
}

const settled = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});
// A request may succeed and its transaction still be undone: only the latter is a promise.
const done = (transaction) => new Promise((resolve, reject) => {
  transaction.oncomplete = resolve;
  transaction.onerror = () => reject(transaction.error);
  transaction.onabort = () => reject(transaction.error);
});

// What the work gives, unless it takes too long.
async function soon(work) {
  let alarm;
  const late = new Promise((_resolve, reject) => {
    alarm = setTimeout(() => reject(new Error("no answer from the database")), PATIENCE);
  });
  try {
    return await Promise.race([work(), late]);
  } finally {
    clearTimeout(alarm);
  }
}

// Try it in the database; undefined when memory must do.
async function tried(work) {
  if (!lasting) return undefined;
  try {
    return await soon(work);
  } catch {
    giveUp();
    return undefined;
  }
}

const within = (name) => database.transaction(name, "readonly").objectStore(name);

// One change after the other: the later value of a field must be the one that stays.
function inTurn(work) {
  writing = writing.then(() => tried(work));
  return writing;
}

async function change(act) {
  const transaction = database.transaction("records", "readwrite");
  act(transaction.objectStore("records"));
  await done(transaction);
  return true;
}

export async function get(id) {
  await opening;
  const found = await tried(async () => ({ value: await reveal(await settled(within("records").get(id))) }));
  return found ? found.value : copies.get(id);
}

// True when it lies on this device and outlives the page.
export async function put(id, value, isOpening = false) {
  copies.set(id, JSON.parse(JSON.stringify(value)));
  if (!isOpening) await opening;
  const written = await inTurn(async () => {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const plain = new TextEncoder().encode(JSON.stringify(value));
    const secret = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, plain);
    return change((records) => records.put({ iv, secret }, id));
  });
  return written === true;
}

export async function remove(id) {
  copies.delete(id);
  await opening;
  if (await inTurn(() => change((records) => records.delete(id)))) return;
  // A database that takes nothing may still let go; if not, it is sent again and changes nothing.
  if (database) soon(() => change((records) => records.delete(id))).catch(() => {});
}

// All [id, value] whose id begins so.
export async function all(beginning) {
  await opening;
  const found = await tried(async () => {
    const range = IDBKeyRange.bound(beginning, `${beginning}\uffff`);
    const records = within("records");
    const [ids, secrets] = await Promise.all([settled(records.getAllKeys(range)), settled(records.getAll(range))]);
    const values = await Promise.all(secrets.map(reveal));
    return ids.map((id, place) => [id, values[place]]).filter(([, value]) => value);
  });
  if (!found) return [...copies].filter(([id]) => id.startsWith(beginning));
  for (const [id, value] of found) copies.set(id, value);
  return found;
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

// Leave nothing of this reader.
export async function clear() {
  await opening;
  copies.clear();
  [key, openedFor, lasting] = [undefined, undefined, false];
  if (!database) return;
  try {
    await soon(async () => {
      const transaction = database.transaction(["records", "own"], "readwrite");
      transaction.objectStore("records").clear();
      transaction.objectStore("own").clear();
      await done(transaction);
    });
  } catch {
    database.close();
    globalThis.indexedDB?.deleteDatabase(NAME);
  }
}
