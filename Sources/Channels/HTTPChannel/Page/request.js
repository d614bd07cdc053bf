/** Why something was not done, as the server says it: `code` is one of docs/rest.md. */
export class ChatError extends Error {
  /** `retryAfter` in seconds; `recorded`: whether the question is kept. */
  constructor(fields) {
    super(fields.error ?? `The server answered with status ${fields.status}`);
    this.name = "ChatError";
    this.fields = fields;
    const { code, status, retry_after: retryAfter, recorded, request_id: requestID } = fields;
    Object.assign(this, { code, status, retryAfter, recorded, requestID });
  }

  static from(error) {
    return error instanceof ChatError ? error : new ChatError({ error: String(error) });
  }

  /** @param {Response} response one that is not fine. */
  static async of(response) {
    const body = await response.json().catch(() => ({}));
    const after = parseInt(response.headers.get("Retry-After"), 10);
    return new ChatError({
      request_id: response.headers.get("X-Request-ID") ?? undefined, ...body,
      status: response.status, retry_after: after >= 0 ? after : undefined,
    });
  }
}

/** `fetch`, where what is not fine is thrown: a `ChatError` when the server says so, a `TypeError` when nobody answers. */
export async function request(url, { method = "GET", body, headers = {}, signal } = {}) {
  const response = await fetch(url, {
    method, signal, cache: "no-store",
    headers: { ...headers, ...(body && { "Content-Type": "application/json" }) },
    body: body && JSON.stringify(body),
  });
  if (!response.ok) throw await ChatError.of(response);
  return response;
}

/** Waits until `wake`, or a quarter less or more than it is told, so that not everybody comes back at once. */
export function pause(milliseconds, wakes = new EventTarget()) {
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      wakes.removeEventListener("wake", finish);
      resolve();
    };
    const timer = setTimeout(finish, milliseconds * (0.75 + Math.random() / 2));
    wakes.addEventListener("wake", finish);
  });
}
