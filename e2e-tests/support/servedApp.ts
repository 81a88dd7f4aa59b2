import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { BrowserContext } from '@playwright/test';
import { App, ensureApp } from '../../scripts/demo/appBuild';

const ROOT = join(__dirname, '../..');
const TYPES: Record<string, string> = {
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
};

/** Builds an app, unless it is up to date. */
export async function buildApp(app: App, seconds: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'meshport-app-'));
  try {
    await ensureApp({
      root: ROOT,
      app,
      folder,
      say: () => {},
      signal: AbortSignal.timeout(seconds * 1000),
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Puts an app that was built in front of a portal: the browser gets the app's
 * files, and everything else from the portal, as behind a proxy that knows both.
 */
export async function serveApp(
  context: BrowserContext,
  { app, portal, title }: { app: App; portal: string; title: string },
): Promise<void> {
  const dist = join(ROOT, app, 'dist');
  const page = readFileSync(join(dist, 'index.html'), 'utf8').replace(
    '</head>',
    `${configScript(portal, title)}</head>`,
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

/** What an app gets of the backend that serves it. */
function configScript(portal: string, title: string): string {
  const data = {
    app: { title, baseUrl: portal },
    organization: { name: 'Harbour Books' },
    backend: { baseUrl: portal },
    auth: { environment: 'development', providers: { guest: {} } },
  };
  return `<script type="backstage.io/config">${JSON.stringify([
    { context: 'served', data },
  ])}</script>`;
}
