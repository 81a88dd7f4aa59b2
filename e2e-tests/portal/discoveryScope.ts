import { Page } from '@playwright/test';
import { Checks } from '../support/Checks';
import { eventually } from '../support/eventually';
import { expect } from '../support/expect';
import { expectAccessible } from './axe';
import { reads, signIn } from './pages';
import { Journey, Situation } from './situation';

const ADDRESS = '/mesh/discovery?cluster=east';
const ROOT = '[data-mesh-scope]';
const LABEL = 'istio-discovery';

async function open(page: Page): Promise<void> {
  await page.goto(ADDRESS);
  await page.getByRole('heading', { name: 'Discovery', exact: true }).waitFor();
  await page.getByText(/istiod watches every namespace/).waitFor();
}

async function simulate(
  checks: Checks,
  situation: Situation,
  page: Page,
): Promise<void> {
  await checks.must(
    'other selectors are tried, and nothing changes',
    async () => {
      await page
        .getByRole('textbox', { name: 'discoverySelectors as YAML' })
        .fill('- matchLabels:\n    meshport.dev/owner: team-platform\n');
      await page
        .getByRole('button', { name: 'See what would fall in and out' })
        .click();
      const outcome = page.locator('[data-mesh-outcome]');
      await reads(outcome, [
        /Would fall out/,
        /bookinfo/,
        /pods? in the mesh/,
        /What would break/,
      ]);
      await situation.picture('discovery', () =>
        page.screenshot({ fullPage: true }),
      );
      await expectAccessible(page, ROOT);
    },
  );
  await checks.check('what is wrong with selectors is said', async () => {
    await page
      .getByRole('textbox', { name: 'discoverySelectors as YAML' })
      .fill('- matchExpressions:\n    - {key: a, operator: Gt}\n');
    await page
      .getByRole('button', { name: 'See what would fall in and out' })
      .click();
    await reads(page.locator(ROOT), [/operator: choose In, NotIn/]);
  });
}

async function label(
  checks: Checks,
  { demo }: Situation,
  page: Page,
): Promise<void> {
  const labels = async (name: string) =>
    (await demo.cluster('east').get(`/api/v1/namespaces/${name}`)).metadata
      .labels;
  await checks.must('two namespaces are labelled by one request', async () => {
    await open(page);
    for (const name of ['bookinfo', 'newsletter']) {
      await page
        .getByRole('checkbox', { name: new RegExp(`Choose ${name}`) })
        .check({ force: true });
    }
    await page.getByRole('button', { name: 'Ask for 2 namespaces' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox').fill('Discovery gets smaller.');
    await dialog.getByRole('button', { name: 'Ask for it' }).click();
    await page.waitForURL(/\/mesh\/requests\//);
    const id = new URL(page.url()).pathname.split('/').pop()!;
    const platform = demo.as('platform');
    const becomes = (status: string) =>
      eventually(120, async () => {
        const request = await platform.request(`/api/mesh/requests/${id}`);
        expect(request.status === status, status, request.status);
      });
    await becomes('ready');
    for (const name of ['bookinfo', 'newsletter']) {
      const now = await labels(name);
      expect(now[LABEL] === 'enabled', `${name} is labelled`, now);
    }
    const { contentHash } = await platform.request(`/api/mesh/requests/${id}`);
    await platform.request(`/api/mesh/requests/${id}/retire`, {
      contentHash,
      reason: 'Not yet.',
    });
    await becomes('retired');
    const after = await labels('bookinfo');
    expect(!(LABEL in after), 'the label is gone again', after);
  });
}

/** What istiod watches is shown, tried otherwise, and labelled. */
export const discoveryScope: Journey = {
  title: 'Which namespaces istiod watches',
  async run(checks, situation) {
    const context = await signIn(
      situation.browser,
      situation.demo.url,
      'platform',
    );
    const page = await context.newPage();
    await open(page);
    await simulate(checks, situation, page);
    await label(checks, situation, page);
    await context.close();
    for (const [name, options] of [
      ['discovery-dark', { dark: true }],
      ['discovery-narrow', { width: 360, height: 780 }],
    ] as const) {
      await checks.check(`it reads as ${name}`, async () => {
        const other = await signIn(
          situation.browser,
          situation.demo.url,
          'platform',
          options,
        );
        const view = await other.newPage();
        await open(view);
        const wide = await view.evaluate(
          () => document.documentElement.scrollWidth - window.innerWidth,
        );
        expect(wide <= 0, 'nothing is wider than the window', wide);
        await expectAccessible(view, ROOT);
        await situation.picture(name, () =>
          view.screenshot({ fullPage: true }),
        );
        await other.close();
      });
    }
  },
};
