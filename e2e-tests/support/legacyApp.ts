import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { BrowserContext } from '@playwright/test';
import { ensureApp } from '../../scripts/demo/appBuild';

const ROOT = join(__dirname, '../..');
const APP = 'packages/app-legacy';
const TYPES: Record<string, string> = {
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
};

/** Builds the app on the old frontend system, unless it is up to date. */
export async function buildLegacyApp(seconds: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'meshport-legacy-'));
  try {
    await ensureApp({
      root: ROOT,
      app: APP,
      folder,
      say: () => {},
      signal: AbortSignal.timeout(seconds * 1000),
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Puts the app on the old frontend system in the place of the portal's own: the
 * browser gets its files, and everything else from the portal, as behind a
 * proxy that knows both.
 */
export async function serveLegacyApp(
  context: BrowserContext,
  portal: string,
): Promise<void> {
  const dist = join(ROOT, APP, 'dist');
  const page = readFileSync(join(dist, 'index.html'), 'utf8').replace(
    '</head>',
    `${configScript(portal)}</head>`,
  );
  await context.route(
    url => url.origin === portal && !url.pathname.startsWith('/api/'),
    async route => {
      const { pathname } = new URL(route.request().url());
      const contentType = TYPES[extname(pathname)];
      await (contentType
        ? route.fulfill({ contentType, path: join(dist, pathname) })
        : route.fulfill({ contentType: 'text/html', body: page }));
    },
  );
}

/** What the portal's own app gets of its backend. */
function configScript(portal: string): string {
  const data = {
    app: { title: 'Old portal', baseUrl: portal },
    organization: { name: 'Harbour Books' },
    backend: { baseUrl: portal },
    auth: { environment: 'development', providers: { guest: {} } },
  };
  return `<script type="backstage.io/config">${JSON.stringify([
    { context: 'journey', data },
  ])}</script>`;
}
