import assert from 'node:assert/strict';
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { createServer } from 'node:http';
import { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test, TestContext } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import {
  keepTokensFresh,
  personaIds,
  signIn,
  signInAsAll,
  writeTokens,
} from './personas';

type Answer = { status: number; body: object };

const session = (persona: string, groups: string[]): Answer => ({
  status: 200,
  body: {
    backstageIdentity: {
      token: `token-of-${persona}`,
      expiresInSeconds: 3600,
      identity: { ownershipEntityRefs: [`user:default/${persona}`, ...groups] },
    },
  },
});
const notYet: Answer = {
  status: 404,
  body: { error: { name: 'NotFoundError', message: 'User not found' } },
};

async function portal(t: TestContext, answer: (persona: string) => Answer) {
  const server = createServer((request, response) => {
    assert.equal(request.url, '/api/auth/demo/refresh');
    const persona = request.headers['x-meshport-persona'] as string;
    const { status, body } = answer(persona);
    response.writeHead(status).end(JSON.stringify(body));
  });
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('the three personas of the examples are known', () => {
  const root = dirname(dirname(__dirname));
  assert.deepEqual(personaIds(root), ['developer', 'platform', 'reviewer']);
});

test('a user is waited for until their groups are known', async t => {
  const answers = [notYet, session('developer', [])];
  const baseUrl = await portal(
    t,
    persona =>
      answers.shift() ?? session(persona, ['group:default/team-ratings']),
  );
  const sessions = await signInAsAll({
    baseUrl,
    ids: ['developer'],
    signal: AbortSignal.timeout(5000),
  });
  assert.equal(sessions.developer.token, 'token-of-developer');
  assert.equal(answers.length, 0);
});

test("a refusal carries the portal's words", async t => {
  const baseUrl = await portal(t, () => ({
    status: 403,
    body: { error: { name: 'NotAllowedError', message: 'own pages only' } },
  }));
  await assert.rejects(
    signIn(baseUrl, 'developer'),
    /refuses to sign in as developer: own pages only/,
  );
});

test('tokens are written for the own user only, with their address', t => {
  const folder = mkdtempSync(join(tmpdir(), 'meshport-tokens-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'tokens.json');
  const ownershipEntityRefs = ['group:default/team-ratings'];
  for (const token of ['first', 'second']) {
    writeTokens(file, 'http://127.0.0.1:7007', {
      developer: { token, expiresInSeconds: 3600, ownershipEntityRefs },
    });
  }
  assert.equal(statSync(file).mode & 0o777, 0o600);
  const { baseUrl, expiresAt, tokens } = JSON.parse(readFileSync(file, 'utf8'));
  assert.equal(baseUrl, 'http://127.0.0.1:7007');
  assert.deepEqual(tokens, { developer: 'second' });
  const minutes = (Date.parse(expiresAt) - Date.now()) / 60_000;
  assert.ok(minutes > 59 && minutes <= 60, expiresAt);
});

test('tokens are renewed, also after a renewal that failed', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'meshport-tokens-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'tokens.json');
  const refusal = {
    status: 503,
    body: { error: { name: 'Busy', message: 'later' } },
  };
  const answers: Answer[] = [session('first', ['group:default/a']), refusal];
  const baseUrl = await portal(
    t,
    () => answers.shift() ?? session('second', ['group:default/a']),
  );
  const failures: string[] = [];
  const stop = new AbortController();
  const kept = keepTokensFresh({
    file,
    baseUrl,
    ids: ['developer'],
    signal: stop.signal,
    onFailure: message => failures.push(message),
    renewAfterMs: 5,
    retryAfterMs: 5,
  });
  const written = () =>
    existsSync(file) && JSON.parse(readFileSync(file, 'utf8')).tokens.developer;
  while (written() !== 'token-of-second') {
    await wait(5, undefined, { signal: AbortSignal.timeout(5000) });
  }
  stop.abort();
  await assert.rejects(kept, { name: 'AbortError' });
  assert.deepEqual(failures, [
    'The portal refuses to sign in as developer: later',
  ]);
});
