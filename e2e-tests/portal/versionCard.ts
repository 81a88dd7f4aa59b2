import { Page } from '@playwright/test';
import { Checks } from '../support/Checks';
import { eventually } from '../support/eventually';
import { expect } from '../support/expect';
import { expectAccessible } from './axe';
import { card, openComponent, reads, signIn } from './pages';
import { Journey, Situation } from './situation';

const UPGRADES = '[data-mesh-upgrade]';
const CARD = '[data-card="version"]';
/** Where the tag leads, as the cluster keeps it. */
const TAG =
  '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/istio-revision-tag-stable';

async function openUpgrades(page: Page): Promise<void> {
  await page.goto('/mesh/upgrades?cluster=east');
  await reads(page.locator(UPGRADES), [
    /runs Istio 1\.29\.6/,
    'The way there',
    'Releases that are known',
    'Revision tags',
  ]);
  await page.getByRole('row', { name: /stable/ }).waitFor();
}

async function markCard(page: Page): Promise<void> {
  await card(page, 'Mesh version').evaluate(element =>
    element.setAttribute('data-card', 'version'),
  );
}

async function readsTheCard(
  checks: Checks,
  { demo, browser, picture }: Situation,
): Promise<void> {
  const context = await signIn(browser, demo.url, 'platform', { height: 1000 });
  await checks.check('an older proxy comes with its restart', async () => {
    const page = await openComponent(context, 'ratings');
    const shown = card(page, 'Mesh version');
    await reads(shown, ['In the mesh in 2 of 2 clusters.', '1.30.5']);
    await shown.getByRole('button', { name: 'How to restart' }).click();
    const dialog = page.getByRole('dialog');
    await reads(dialog, [/kubectl .*rollout restart/]);
    await dialog.getByRole('button', { name: /^Cop/ }).waitFor();
    await page.close();
  });
  await checks.must('an end of life leads to the upgrade', async () => {
    const page = await openComponent(context, 'payments');
    const shown = card(page, 'Mesh version');
    await reads(shown, [
      '1.29.6',
      '1.29.8',
      /security patch/,
      /end of life/,
      /tag stable/,
    ]);
    await markCard(page);
    await picture('version-card', () => shown.screenshot());
    await expectAccessible(page, CARD);
    await shown.getByRole('button', { name: 'end of life' }).click();
    await reads(page.getByRole('dialog'), [/2026/]);
    await page.keyboard.press('Escape');
    await shown.getByRole('link', { name: /Plan the upgrade/ }).click();
    await page.waitForURL(/\/mesh\/upgrades\?cluster=east/);
    await page.close();
  });
  await context.close();
}

async function readsTheAdvice(
  checks: Checks,
  { picture }: Situation,
  page: Page,
): Promise<void> {
  await checks.must('the way there is told step by step', async () => {
    await openUpgrades(page);
    const steps = page.getByRole('group', { name: 'Steps of the upgrade' });
    await reads(steps, [
      /Control plane 1\.29\.6 → 1\.30\./,
      /Restart proxies: 1\.29\.6 → 1\.30\./,
    ]);
    await reads(page.locator(UPGRADES), [/mends security problems/]);
    await picture('upgrades', () => page.screenshot({ fullPage: true }));
    await expectAccessible(page, UPGRADES);
  });
  await checks.check('another version has another way', async () => {
    await page.getByRole('button', { name: /Upgrade to/ }).click();
    await page
      .getByRole('option', { name: /^1\.30/ })
      .first()
      .click();
    await page.waitForURL(/to=1\.30/);
    await reads(page.locator(UPGRADES), [
      /From 1\.29\.6 to 1\.30\.\d+ in 1 step/,
    ]);
    await page.getByRole('button', { name: /Show all \d+/ }).click();
    await page.getByRole('button', { name: 'Show the newest only' }).waitFor();
  });
}

async function leadsTheTag(
  checks: Checks,
  { demo, picture }: Situation,
  page: Page,
): Promise<void> {
  const east = demo.cluster('east');
  const leadsTo = async () =>
    (await east.get(TAG)).metadata.labels['istio.io/rev'] as string;
  await checks.must('a tag is led to another revision, and back', async () => {
    await openUpgrades(page);
    expect((await leadsTo()) === '1-29', 'it begins at 1-29', await leadsTo());
    await page.getByRole('textbox', { name: 'Tag' }).fill('stable');
    await page.getByRole('button', { name: /To revision/ }).click();
    await page.getByRole('option', { name: /^default/ }).click();
    await page.getByRole('button', { name: 'See what happens' }).click();
    await reads(page.locator(UPGRADES), [
      'Tag stable leads to default, no longer to 1-29.',
      /follow it: payments/,
      /kubectl rollout restart/,
    ]);
    await picture('revision-tag', () =>
      page.locator('#revision-tags').screenshot(),
    );
    await expectAccessible(page, UPGRADES);
    await page.getByRole('button', { name: 'Ask for it' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox').fill('1.29 is past its end of life.');
    await dialog.getByRole('button', { name: 'Ask for it' }).click();
    await page.getByRole('link', { name: /See the request/ }).click();
    await page.waitForURL(/\/mesh\/requests\//);
    const id = new URL(page.url()).pathname.split('/').pop()!;
    const platform = demo.as('platform');
    const becomes = (status: string) =>
      eventually(120, async () => {
        const request = await platform.request(`/api/mesh/requests/${id}`);
        expect(request.status === status, status, request.status);
      });
    await becomes('ready');
    expect((await leadsTo()) === 'default', 'led elsewhere', await leadsTo());
    const { contentHash } = await platform.request(`/api/mesh/requests/${id}`);
    await platform.request(`/api/mesh/requests/${id}/retire`, {
      contentHash,
      reason: 'After the holidays.',
    });
    await becomes('retired');
    expect((await leadsTo()) === '1-29', 'led back', await leadsTo());
  });
}

/** Which versions run, what is to be done about them, and tags of revisions. */
export const versionCard: Journey = {
  title: 'Versions: the card, the way to another, and tags',
  async run(checks, situation) {
    const { demo, browser, picture } = situation;
    await readsTheCard(checks, situation);
    const context = await signIn(browser, demo.url, 'platform');
    const page = await context.newPage();
    await readsTheAdvice(checks, situation, page);
    await leadsTheTag(checks, situation, page);
    await context.close();
    for (const look of [{ dark: true }, { width: 360 }]) {
      const name = 'dark' in look ? 'dark' : 'narrow';
      await checks.check(`it reads as ${name}`, async () => {
        const other = await signIn(browser, demo.url, 'platform', look);
        const view = await other.newPage();
        await openUpgrades(view);
        const wide = await view.evaluate(
          () => document.documentElement.scrollWidth - window.innerWidth,
        );
        expect(wide <= 0, 'nothing is wider than the window', wide);
        await expectAccessible(view, UPGRADES);
        await picture(`upgrades-${name}`, () =>
          view.screenshot({ fullPage: true }),
        );
        await other.close();
      });
    }
  },
};
