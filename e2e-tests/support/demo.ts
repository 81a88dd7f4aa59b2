import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from './eventually';
import { freePort } from './ports';
import { Portal } from './Portal';
import { CleanUp, serve, Service } from './programs';

const ROOT = join(__dirname, '../..');

/** A running demo portal. */
export interface Demo {
  url: string;
  service?: Service;
  /** The portal as one of the personas, with the token that the demo wrote for scripts. */
  as(persona: string): Portal;
}

/** Starts `npm run demo` on a free port and waits until it answers. */
export async function startDemo(
  options: string[],
  log: string,
  cleanUp: CleanUp,
  seconds = 420,
): Promise<Demo> {
  const port = await freePort();
  const started = Date.now();
  const service = serve(
    process.execPath,
    [join(ROOT, 'scripts/run.mjs'), 'demo', '--port', String(port), ...options],
    { cwd: ROOT, log },
  );
  cleanUp.add(() => service.stop(30));
  const url = `http://127.0.0.1:${port}`;
  const tokens = join(ROOT, '.demo/tokens.json');
  await eventually(seconds, async () => {
    if (!service.alive()) throw new Error(`the demo ended: ${service.tail()}`);
    if (!existsSync(tokens) || statSync(tokens).mtimeMs < started) {
      throw new Error(`no tokens yet: ${service.tail()}`);
    }
    await new Portal(url).request('/.backstage/health/v1/readiness');
  });
  return { url, service, as: persona => portalAs(url, persona) };
}

/** A demo that runs already, e.g. while a test is written. */
export function runningDemo(url: string): Demo {
  return { url, as: persona => portalAs(url, persona) };
}

function portalAs(url: string, persona: string): Portal {
  const tokens = JSON.parse(
    readFileSync(join(ROOT, '.demo/tokens.json'), 'utf8'),
  );
  const token = tokens[persona];
  if (typeof token !== 'string') {
    throw new Error(
      `no token for ${persona}; there are ${Object.keys(tokens).join(', ')}`,
    );
  }
  return new Portal(url, token);
}
