import type { ServerResponse } from 'http';
import { stringify } from 'yaml';
import { StatusError } from './status';

function prefersYaml(accept = ''): boolean {
  return /^\s*application\/yaml\b/.test(accept);
}

/** Answers with JSON, or with YAML where that is what the client prefers. */
export function sendJson(
  response: ServerResponse,
  code: number,
  body: unknown,
): void {
  if (typeof body !== 'string' && prefersYaml(response.req.headers.accept)) {
    response.writeHead(code, { 'content-type': 'application/yaml' });
    response.end(stringify(body));
    return;
  }
  response.writeHead(code, { 'content-type': 'application/json' });
  response.end(typeof body === 'string' ? body : `${JSON.stringify(body)}\n`);
}

/** Answers with plain text. */
export function sendText(response: ServerResponse, text: string): void {
  response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' });
  response.end(text);
}

/** What a path outside the API answers. */
export function sendNotFound(response: ServerResponse): void {
  response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' });
  response.end('404 page not found\n');
}

/** Adds `Warning` headers, as kubectl prints them. */
export function addWarnings(response: ServerResponse, warnings: string[]) {
  if (!warnings.length) return;
  response.setHeader(
    'warning',
    warnings.map(text => `299 - ${JSON.stringify(text)}`),
  );
}

/** Answers a failure as a Status object. */
export function sendError(response: ServerResponse, error: unknown): void {
  const status =
    error instanceof StatusError
      ? error
      : new StatusError(
          500,
          'InternalError',
          `Internal error occurred: ${(error as Error).message}`,
          { causes: [{ message: (error as Error).message }] },
        );
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const retry = status.details?.retryAfterSeconds;
  if (retry !== undefined) response.setHeader('retry-after', String(retry));
  if (status.code === 401) response.setHeader('www-authenticate', 'Bearer');
  sendJson(response, status.code, status.body());
}
