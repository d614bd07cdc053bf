/** A part of the browser's storage. Where nothing may be stored, as in some frames, memory takes its place. */
export class Store {
  #area;
  #prefix;

  /** @param {"localStorage"|"sessionStorage"} area shared by the tabs, or of this tab alone. */
  constructor(area, prefix) {
    this.#prefix = prefix;
    try {
      this.#area = window[area];
      this.#area.getItem("");
    } catch {
      this.#area = new MemoryStorage();
    }
  }

  get(name) {
    try {
      return JSON.parse(this.#area.getItem(this.#prefix + name)) ?? undefined;
    } catch {
      return undefined;
    }
  }

  set(name, value) {
    try {
      this.#area.setItem(this.#prefix + name, JSON.stringify(value));
    } catch {
      // It is full. The server has all that counts.
    }
  }

  remove(name) {
    this.#area.removeItem(this.#prefix + name);
  }

  names() {
    const names = Array.from({ length: this.#area.length }, (_, index) => this.#area.key(index));
    return names.filter((name) => name?.startsWith(this.#prefix)).map((name) => name.slice(this.#prefix.length));
  }

  /** Calls back with the name and value of what another tab has changed or removed. */
  watch(callback) {
    window.addEventListener("storage", ({ storageArea, key, newValue }) => {
      if (storageArea !== this.#area || !key?.startsWith(this.#prefix)) return;
      callback(key.slice(this.#prefix.length), newValue === null ? undefined : JSON.parse(newValue));
    });
  }
}

class MemoryStorage {
  #items = new Map();
  getItem = (key) => this.#items.get(key) ?? null;
  setItem = (key, value) => void this.#items.set(key, value);
  removeItem = (key) => void this.#items.delete(key);
  key = (index) => [...this.#items.keys()][index] ?? null;
  get length() {
    return this.#items.size;
  }
}
