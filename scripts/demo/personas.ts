import { chmodSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parse } from 'yaml';

const PERSONAS = 'examples/personas.yaml';

/** User tokens live for an hour. */
const RENEW_AFTER_MS = 20 * 60 * 1000;
const RETRY_AFTER_MS = 60 * 1000;

/** A signed-in persona. */
export interface PersonaSession {
  token: string;
  expiresInSeconds?: number;
  /** Refs of the user and of the groups. */
  ownershipEntityRefs: string[];
}

/** Ids of the personas, in the order of the file. */
export function personaIds(root: string): string[] {
  const personas = parse(readFileSync(join(root, PERSONAS), 'utf8'));
  return personas.map(({ id }: { id: string }) => id);
}

/**
 * Signs in as a persona by the portal's own route.
 *
 * @returns undefined while the catalog has not read the user and their groups yet
 * @throws an error with the portal's words when it refuses
 */
export async function signIn(
  baseUrl: string,
  id: string,
  signal?: AbortSignal,
): Promise<PersonaSession | undefined> {
  const response = await fetch(`${baseUrl}/api/auth/demo/refresh`, {
    headers: { 'X-Meshport-Persona': id },
    signal,
  });
  const body = await response.json();
  if (response.status === 404 && body.error?.name === 'NotFoundError') {
    return undefined;
  }
  if (!response.ok) {
    throw new Error(
      `The portal refuses to sign in as ${id}: ${body.error?.message}`,
    );
  }
  const { token, expiresInSeconds, identity } = body.backstageIdentity;
  const { ownershipEntityRefs } = identity;
  return ownershipEntityRefs.some((ref: string) => ref.startsWith('group:'))
    ? { token, expiresInSeconds, ownershipEntityRefs }
    : undefined;
}

/** Signs in as every persona, waiting until the catalog knows them all. */
export async function signInAsAll(options: {
  baseUrl: string;
  ids: string[];
  signal: AbortSignal;
}): Promise<Record<string, PersonaSession>> {
  const sessions: Record<string, PersonaSession> = {};
  for (const id of options.ids) {
    for (;;) {
      const session = await signIn(options.baseUrl, id, options.signal);
      if (session) {
        sessions[id] = session;
        break;
      }
      await wait(250, undefined, { signal: options.signal });
    }
  }
  return sessions;
}

/** Writes the tokens for scripts, readable by the own user only. */
export function writeTokens(
  file: string,
  baseUrl: string,
  sessions: Record<string, PersonaSession>,
): void {
  const seconds = Math.min(
    ...Object.values(sessions).map(
      ({ expiresInSeconds }) => expiresInSeconds ?? 3600,
    ),
  );
  const content = {
    baseUrl,
    expiresAt: new Date(Date.now() + seconds * 1000).toISOString(),
    tokens: Object.fromEntries(
      Object.entries(sessions).map(([id, { token }]) => [id, token]),
    ),
  };
  // Readers see the old or the new file, never half of one.
  const next = `${file}.next`;
  writeFileSync(next, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  chmodSync(next, 0o600);
  renameSync(next, file);
}

/** Renews the tokens long before they expire, and sooner again after a failure, until the signal. */
export async function keepTokensFresh(options: {
  file: string;
  baseUrl: string;
  ids: string[];
  signal: AbortSignal;
  /** Told why a renewal failed. */
  onFailure: (message: string) => void;
  renewAfterMs?: number;
  retryAfterMs?: number;
}): Promise<void> {
  const { signal, renewAfterMs = RENEW_AFTER_MS } = options;
  let pause = renewAfterMs;
  for (;;) {
    await wait(pause, undefined, { signal });
    try {
      writeTokens(options.file, options.baseUrl, await signInAsAll(options));
      pause = renewAfterMs;
    } catch (error) {
      signal.throwIfAborted();
      pause = options.retryAfterMs ?? RETRY_AFTER_MS;
      options.onFailure((error as Error).message);
    }
  }
}
