import { readFileSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import { BrowserContext, Page } from '@playwright/test';
import { eventually } from '../support/eventually';
import { expect } from '../support/expect';
import { card, reads, signIn } from './pages';
import { Journey, Situation } from './situation';

const SERVICES = '/apis/networking.istio.io/v1/namespaces';
/** Longest time until an open page shows a change, in milliseconds. */
const LIMIT_MS = 10_000;

function virtualService(
  name: string,
  namespace: string,
  host: string,
  of = `${name}.example`,
) {
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name, namespace },
    spec: {
      hosts: [of],
      http: [{ route: [{ destination: { host } }] }],
    },
  };
}

/** Someone makes a mistake in west by way of the portal, so that the portal may mend it. */
function applyInWest({ demo }: Situation, object: object) {
  return demo.as('platform').request('/api/mesh/manifests/apply', {
    cluster: 'west',
    manifests: JSON.stringify(object),
  });
}

async function axe(page: Page, part: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).include(part).analyze();
  expect(
    violations.length === 0,
    'no violation',
    violations.map(({ id, help, nodes }) => ({
      id,
      help,
      html: nodes.slice(0, 2).map(node => node.html.slice(0, 200)),
    })),
  );
}

/** Opens a page, and waits until it would hear of changes. */
async function openListening(context: BrowserContext, path: string) {
  const page = await context.newPage();
  const listens = new Promise<void>(resolve => {
    page.on('websocket', socket =>
      socket.on('framesent', ({ payload }) => {
        if (/"mesh"/.test(String(payload))) resolve();
      }),
    );
  });
  await page.goto(path);
  await listens;
  return page;
}

const drawerOf = (page: Page) => page.getByRole('dialog', { name: 'Finding' });
const findingOf = (page: Page, words: string | RegExp) =>
  page.locator('[data-mesh-finding]').filter({ hasText: words });

async function openFinding(page: Page, words: string | RegExp) {
  await findingOf(page, words)
    .first()
    .getByRole('button', { name: /^Show the/ })
    .click();
  return drawerOf(page);
}

export const findings: Journey = {
  title: 'What is wrong, why, and the mend',
  async run(checks, situation) {
    const { demo, browser, picture } = situation;
    const east = demo.cluster('east');
    const size = { height: 1100 };
    const developer = await signIn(browser, demo.url, 'developer', size);
    await developer.grantPermissions(['clipboard-read', 'clipboard-write']);
    const platform = await signIn(browser, demo.url, 'platform', size);
    const page = await openListening(
      developer,
      '/catalog/default/component/reviews',
    );
    const shown = card(page, 'Findings');
    let loads = 0;
    page.on('load', () => {
      loads += 1;
    });
    await checks.must('a mistake shows on the open page', async () => {
      await reads(shown, [/as of now/]);
      await applyInWest(
        situation,
        virtualService('reviews-spelling', 'bookinfo', 'review', 'reviews'),
      );
      await reads(
        shown,
        [/reviews-spelling/, 'IST0101', /To mend it:/],
        LIMIT_MS,
      );
      expect(loads === 0, 'without a reload', loads);
      await picture('findings-card', () => shown.screenshot());
    });
    await checks.must(
      'the drawer marks the line and shows the change',
      async () => {
        const drawer = await openFinding(page, /reviews-spelling.*west/);
        const marked = drawer.locator('mark');
        await marked.first().waitFor();
        const line = await marked.first().innerText();
        expect(/host: review$/.test(line.trim()), 'the line in question', line);
        await reads(drawer, [
          /Line \d+ is in question/,
          /^\+ +host: reviews/,
          /What IST0101 means/,
        ]);
        const link = drawer.getByRole('link', { name: 'What IST0101 means' });
        const href = await link.getAttribute('href');
        expect(
          /^https:\/\/istio\.io\/.*ist0101/.test(href ?? ''),
          'Istio’s page of the code',
          href,
        );
        await picture('findings-drawer', () => page.screenshot());
      },
    );
    await checks.check('the change can be copied and saved', async () => {
      const drawer = drawerOf(page);
      await drawer.getByRole('button', { name: 'Copy' }).first().click();
      const copied = await page.evaluate(() => navigator.clipboard.readText());
      expect(/^\+ +host: reviews$/m.test(copied), 'the change', copied);
      for (const [name, file, text] of [
        [/\.patch/, /reviews-spelling\.patch$/, /^\+ +host: reviews$/m],
        [/\.yaml/, /reviews-spelling\.yaml$/, /^ +host: reviews$/m],
      ] as const) {
        const [download] = await Promise.all([
          page.waitForEvent('download'),
          drawer.getByRole('button', { name }).click(),
        ]);
        const saved = readFileSync(await download.path(), 'utf8');
        const suggested = download.suggestedFilename();
        expect(file.test(suggested), 'its name', suggested);
        expect(text.test(saved), 'what was saved', saved);
      }
    });
    let id = '';
    await checks.must(
      'it is asked for, by who may not change it alone',
      async () => {
        const drawer = drawerOf(page);
        await drawer
          .getByRole('button', { name: 'Ask for this change' })
          .click();
        await reads(drawer, [/Platform team|team-platform/]);
        await drawer.getByRole('textbox').fill('The name is misspelt.');
        await picture('findings-ask', () => page.screenshot());
        await drawer.getByRole('button', { name: 'Send the request' }).click();
        const link = drawer.getByRole('link', { name: 'Open the request' });
        const href = (await link.getAttribute('href')) ?? '';
        id = href.split('/').pop() ?? '';
        expect(/^[-0-9a-f]{36}$/.test(id), 'a link to the request', href);
        const request = await demo
          .as('developer')
          .request(`/api/mesh/requests/${id}`);
        expect(
          request.status === 'requested' && request.kind === 'manifests',
          'it waits for approval',
          request,
        );
      },
    );
    await checks.must('once approved it is gone on the open page', async () => {
      const { contentHash } = await demo
        .as('platform')
        .request(`/api/mesh/requests/${id}`);
      await demo
        .as('platform')
        .request(`/api/mesh/requests/${id}/approve`, { contentHash });
      await reads(drawerOf(page), [/It is gone; there is nothing to change/]);
      await drawerOf(page).getByRole('button', { name: 'Close' }).click();
      await eventually(LIMIT_MS / 1000, async () => {
        const left = await findingOf(page, /reviews-spelling.*west/).count();
        expect(left === 0, 'no finding is left', left);
      });
      expect(loads === 0, 'without a reload', loads);
    });

    const path = (namespace: string, name = '') =>
      `${SERVICES}/${namespace}/virtualservices${name && `/${name}`}`;
    await east.create(
      path('bookinfo'),
      virtualService('lost-in-bookinfo', 'bookinfo', 'nowhere'),
    );
    await east.create(
      path('payments'),
      virtualService('lost-in-payments', 'payments', 'nowhere'),
    );
    const filters = `${SERVICES}/bookinfo/envoyfilters`.replace(
      '/v1/',
      '/v1alpha3/',
    );
    await east.create(filters, {
      apiVersion: 'networking.istio.io/v1alpha3',
      kind: 'EnvoyFilter',
      metadata: { name: 'limits-of-old', namespace: 'bookinfo' },
      spec: {
        configPatches: [
          {
            applyTo: 'HTTP_FILTER',
            match: { proxy: { proxyVersion: '^1\\.29.*' } },
            patch: { operation: 'REMOVE' },
          },
        ],
      },
    });
    const fleet = await platform.newPage();
    await checks.must(
      'the fleet page shows them by cluster and severity',
      async () => {
        await fleet.goto('/mesh/findings?text=lost-in');
        await reads(fleet.locator('[data-mesh-findings]'), [
          /lost-in-bookinfo/,
          /lost-in-payments/,
        ]);
        await fleet.getByRole('button', { name: /^\d+ Errors, east/ }).click();
        await fleet.waitForURL(/severity=error.*cluster=east/);
        await fleet.reload();
        await reads(fleet.locator('[data-mesh-findings]'), [
          /lost-in-payments/,
        ]);
        const open = await findingOf(fleet, /west/).count();
        expect(open === 0, 'nothing of another cluster', open);
      },
    );
    await checks.check('its filters are in its address', async () => {
      await fleet.goto('/mesh/findings');
      await reads(fleet.locator('[data-mesh-findings]'), [/lost-in-bookinfo/]);
      await picture('findings-page', () => fleet.screenshot());
      await fleet.goto('/mesh/findings?code=IST0101');
      await reads(fleet.locator('[data-mesh-findings]'), [
        /Only IST0101/,
        /lost-in-bookinfo/,
      ]);
      await fleet.getByRole('radio', { name: 'Resolved' }).click();
      await fleet.waitForURL(/state=resolved/);
      await reads(fleet.locator('[data-mesh-findings]'), [
        /reviews-spelling/,
        /gone/,
      ]);
      await openFinding(fleet, /reviews-spelling/);
      await fleet.waitForURL(/finding=/);
      await fleet.reload();
      await reads(drawerOf(fleet), [/It is gone; there is nothing to change/]);
    });
    await checks.check(
      'a person sees nothing of another’s namespace',
      async () => {
        const seen = await developer.newPage();
        await seen.goto('/mesh/findings?text=lost-in');
        await reads(seen.locator('[data-mesh-findings]'), [/lost-in-bookinfo/]);
        const text = await seen.locator('body').innerText();
        expect(!/lost-in-payments/.test(text), 'nothing of payments', text);
        const { items } = await demo
          .as('platform')
          .request('/api/mesh/findings?search=lost-in-payments');
        await seen.goto(`/mesh/findings?finding=${items[0].id}`);
        await reads(drawerOf(seen), [/There is no such finding/]);
      },
    );
    await checks.check('a cure shows on the open page', async () => {
      await fleet.goto('/mesh/findings?text=lost-in');
      await reads(fleet.locator('[data-mesh-findings]'), [/lost-in-payments/]);
      await east.delete(path('payments', 'lost-in-payments'));
      await eventually(LIMIT_MS / 1000, async () => {
        const left = await findingOf(fleet, /lost-in-payments/).count();
        expect(left === 0, 'it is gone', left);
      });
    });
    await checks.check('what an upgrade would change', async () => {
      await fleet.goto('/mesh/upgrades?cluster=east');
      await reads(fleet.locator('[data-mesh-upgrade]'), [
        /east runs Istio 1\./,
      ]);
      await fleet.getByRole('button', { name: /Upgrade to/ }).click();
      await fleet.getByRole('option').first().click();
      await fleet.waitForURL(/to=1\./);
      await reads(fleet.locator('[data-mesh-upgrade]'), [
        /From 1\..* to 1\..*: 1 warning/,
        /limits-of-old/,
      ]);
      await fleet.getByRole('option').first().waitFor({ state: 'detached' });
      await picture('findings-upgrade', () => fleet.screenshot());
    });

    for (const dark of [false, true]) {
      const theme = dark ? 'dark' : 'light';
      const context = await signIn(browser, demo.url, 'platform', {
        dark,
        ...size,
      });
      const tried = await context.newPage();
      await checks.check(
        `axe finds nothing in findings, ${theme}`,
        async () => {
          await tried.goto('/mesh/findings?text=lost-in');
          await reads(tried.locator('[data-mesh-findings]'), [
            /lost-in-bookinfo/,
          ]);
          await axe(tried, '[data-mesh-findings]');
          await openFinding(tried, /lost-in-bookinfo/);
          await reads(drawerOf(tried), [/is in question/]);
          await axe(tried, '[data-mesh-finding-drawer]');
          if (dark) await picture('findings-dark', () => tried.screenshot());
        },
      );
      await checks.check(
        `axe finds nothing in upgrades, ${theme}`,
        async () => {
          await tried.goto('/mesh/upgrades?cluster=east');
          await reads(tried.locator('[data-mesh-upgrade]'), [/runs Istio/]);
          await axe(tried, '[data-mesh-upgrade]');
        },
      );
      await context.close();
    }
    await checks.check('all of it fits 360 px', async () => {
      const context = await signIn(browser, demo.url, 'platform', {
        width: 360,
        height: 900,
      });
      const narrow = await context.newPage();
      for (const address of [
        '/mesh/findings',
        '/mesh/upgrades?cluster=east',
        '/mesh/findings?text=lost-in',
      ]) {
        await narrow.goto(address);
        await reads(
          narrow.locator('[data-mesh-findings], [data-mesh-upgrade]'),
          [/as of/],
        );
        const width = await narrow.evaluate(
          () => document.documentElement.scrollWidth,
        );
        expect(width <= 360, `no overflow at ${address}`, width);
      }
      await openFinding(narrow, /lost-in-bookinfo/);
      await reads(drawerOf(narrow), [/is in question/]);
      const box = await drawerOf(narrow).boundingBox();
      expect(
        box !== null && box.x >= 0 && box.x + box.width <= 360,
        'the drawer fits',
        box,
      );
      await picture('findings-narrow', () => narrow.screenshot());
      await context.close();
    });
    await east.delete(path('bookinfo', 'lost-in-bookinfo'));
    await east.delete(`${filters}/limits-of-old`);
    await developer.close();
    await platform.close();
  },
};
