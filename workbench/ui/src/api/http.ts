// One small client: every call of the UI goes through `call`, every failure is a `Problem`.

export type FieldError = { field: string; message?: string; message_zh?: string; zh?: string; en?: string };

/** What the server says when it refuses: RFC 9457 with our `code`. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly title: string,
    readonly detail: string,
    readonly detailZh: string | null = null,
    readonly errors: FieldError[] = [],
    readonly trace: string | null = null,
    /** What is wrong in parts, where it is not a list of fields: a rule check. */
    readonly parts: unknown = null,
    /** The whole answer, for a refusal that brings what is stored now. */
    readonly body: Record<string, unknown> = {},
  ) {
    super(detail || title);
  }
}

type Query = Record<string, string | number | boolean | null | undefined>;
type Options = {
  query?: Query;
  body?: unknown;
  raw?: BodyInit;
  signal?: AbortSignal;
  headers?: Record<string, string>;
};

const BASE = "/api/v1";

export function url(path: string, query?: Query): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null && value !== "") search.set(key, String(value));
  }
  const text = search.toString();
  return `${BASE}${path}${text ? `?${text}` : ""}`;
}

/** Turns any refused answer into a `Problem`; an answer that is not JSON keeps its status. */
export function toProblem(status: number, body: string): Problem {
  try {
    const json = JSON.parse(body) as Record<string, unknown>;
    return new Problem(
      status,
      String(json.code ?? "unknown"),
      String(json.title ?? ""),
      String(json.detail ?? ""),
      typeof json.detail_zh === "string" ? json.detail_zh : null,
      Array.isArray(json.errors) ? (json.errors as FieldError[]) : [],
      typeof json.trace === "string" ? json.trace : null,
      json.errors ?? null,
      json,
    );
  } catch {
    return new Problem(status, "unknown", `HTTP ${status}`, body.slice(0, 300));
  }
}

type Listener = (problem: Problem) => void;
const listeners = new Set<Listener>();

/** Calls `listener` on every refused answer, so that a lost session leads to the sign-in page. */
export function onProblem(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

async function call<T>(method: string, path: string, options: Options = {}): Promise<T> {
  const headers: Record<string, string> = { Accept: "application/json", ...options.headers };
  if (method !== "GET") headers["X-Workbench"] = "1";
  let body = options.raw;
  if (options.body !== undefined) {
    headers["Content-Type"] = "application/json";
    body = JSON.stringify(options.body);
  } else if (options.raw !== undefined) {
    headers["Content-Type"] = "application/octet-stream";
  }
  let answer: Response;
  try {
    answer = await fetch(url(path, options.query), { method, headers, body, signal: options.signal });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw new Problem(0, "unreachable", "unreachable", "");
  }
  const text = await answer.text();
  if (!answer.ok) {
    const problem = toProblem(answer.status, text);
    for (const listener of listeners) listener(problem);
    throw problem;
  }
  return (text ? JSON.parse(text) : undefined) as T;
}

export const http = {
  get: <T>(path: string, query?: Query, signal?: AbortSignal) => call<T>("GET", path, { query, signal }),
  post: <T>(path: string, body?: unknown, query?: Query, headers?: Record<string, string>, signal?: AbortSignal) =>
    call<T>("POST", path, { body: body ?? {}, query, headers, signal }),
  put: <T>(path: string, body?: unknown, headers?: Record<string, string>) =>
    call<T>("PUT", path, { body: body ?? {}, headers }),
  patch: <T>(path: string, body?: unknown, headers?: Record<string, string>) =>
    call<T>("PATCH", path, { body: body ?? {}, headers }),
  delete: <T>(path: string, headers?: Record<string, string>) => call<T>("DELETE", path, { headers }),
};

/** The header of a write that holds only for the version that was read. */
export const ifMatch = (etag: string): Record<string, string> => ({ "If-Match": etag });

/** Sends one file as the raw body and tells how far it is; fetch cannot report this. */
export function upload<T>(
  path: string,
  query: Query,
  file: Blob,
  onPart: (part: number) => void = () => {},
  signal?: AbortSignal,
) {
  return new Promise<T>((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", url(path, query));
    request.setRequestHeader("X-Workbench", "1");
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.onprogress = (event) => event.lengthComputable && onPart(event.loaded / event.total);
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) {
        resolve((request.responseText ? JSON.parse(request.responseText) : undefined) as T);
      } else {
        const problem = toProblem(request.status, request.responseText);
        for (const listener of listeners) listener(problem);
        reject(problem);
      }
    };
    request.onerror = () => reject(new Problem(0, "unreachable", "unreachable", ""));
    request.onabort = () => reject(new DOMException("aborted", "AbortError"));
    signal?.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}
