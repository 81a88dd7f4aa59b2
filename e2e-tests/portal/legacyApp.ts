import { BrowserContext, Page } from '@playwright/test';
import { Checks } from '../support/Checks';
import { expect } from '../support/expect';
import { buildApp, serveApp } from '../support/servedApp';
import { expectAccessible } from './axe';
import { card, reads, signIn } from './pages';
import { Journey, Situation } from './situation';

const APP = 'packages/app-legacy';
const BUILD_SECONDS = 300;
const ENTITY = '/catalog/default/component/ratings';
const CARDS = [
  ['Mesh version', /In the mesh in \d of 2 clusters/],
  ['Virtual machines', /\d machines? healthy|machines healthy/],
  ['Policies', /May it be called\?/],
  ['Findings', /error|warning|Nothing/],
  ['What it may call outside', /It may call/],
  ['Requests', /Nothing was requested|·/],
] as const;

/** In the portal's own app one says who one is; the old app then is in its place. */
async function open(
  { browser, demo }: Situation,
  options: Parameters<typeof signIn>[3] = {},
): Promise<BrowserContext> {
  const context = await signIn(browser, demo.url, 'platform', {
    height: 1300,
    ...options,
  });
  await serveApp(context, {
    app: APP,
    portal: demo.url,
    title: 'Old portal',
  });
  return context;
}

async function isAccessible(page: Page, names: readonly string[]) {
  // What is around the cards is the app's own.
  for (const name of names) {
    await page
      .locator('.bui-Card')
      .filter({ has: page.getByRole('heading', { name, exact: true }) })
      .evaluate((element, title) => {
        element.setAttribute('data-card', title);
      }, name);
    await expectAccessible(page, `[data-card="${name}"]`);
  }
}

async function showsCards(
  checks: Checks,
  { picture }: Situation,
  context: BrowserContext,
): Promise<void> {
  await checks.must('the page of an entity has the cards', async () => {
    const page = await context.newPage();
    await page.goto(ENTITY);
    for (const [name, words] of CARDS) {
      await reads(card(page, name), [words]);
    }
    await picture('legacy-cards', () => page.screenshot());
    await isAccessible(
      page,
      CARDS.map(([name]) => name),
    );
    await page.close();
  });
}

async function showsTheFleet(
  checks: Checks,
  { picture }: Situation,
  context: BrowserContext,
): Promise<void> {
  const page = await context.newPage();
  await checks.must('the page of the mesh has its sub-pages', async () => {
    await page.goto('/mesh');
    await page.getByRole('rowheader', { name: /^east/i }).waitFor();
    await picture('legacy-fleet', () => page.screenshot());
    await expectAccessible(page, '[data-mesh-fleet]');
    await page.getByRole('tab', { name: 'Upgrades' }).click();
    await page.waitForURL(/\/mesh\/upgrades/);
    await page.getByRole('heading', { name: 'Before an upgrade' }).waitFor();
  });
  await checks.check('links lead from the one to the other', async () => {
    await page.goto(`${ENTITY}/mesh`);
    await reads(page.locator('[data-mesh-tab]'), ['Overview', /Mesh version/]);
    await expectAccessible(page, '[data-mesh-tab]');
    await page.getByRole('link', { name: /^Instances\s*\d/ }).click();
    await page.waitForURL(/section=instances/);
    await reads(page.locator('[data-mesh-tab]'), ['Instances by cluster']);
    await page.goto(ENTITY);
    await card(page, 'Findings')
      .getByRole('link', { name: 'All findings' })
      .click();
    await page.waitForURL(/\/mesh\/findings/);
    await page.getByRole('heading', { name: 'Findings', level: 2 }).waitFor();
  });
  await page.close();
}

/** The same in an app on the old frontend system. */
export const legacyApp: Journey = {
  title: 'An app on the old frontend system',
  async run(checks, situation) {
    await checks.must('the app is built', () => buildApp(APP, BUILD_SECONDS));
    const context = await open(situation);
    await showsCards(checks, situation, context);
    await showsTheFleet(checks, situation, context);
    await context.close();
    await checks.check('it holds in the dark and on a telephone', async () => {
      for (const look of [{ dark: true }, { width: 360 }]) {
        const name = 'dark' in look ? 'dark' : 'narrow';
        const other = await open(situation, look);
        const page = await other.newPage();
        await page.goto(ENTITY);
        await reads(card(page, 'Mesh version'), [/In the mesh/]);
        await reads(card(page, 'Policies'), [/May it be called\?/]);
        await situation.picture(`legacy-${name}`, () => page.screenshot());
        await isAccessible(page, ['Mesh version', 'Policies']);
        const wide = await card(page, 'Policies').evaluate(
          element => element.getBoundingClientRect().right - window.innerWidth,
        );
        expect(wide <= 0, 'no card is wider than the window', wide);
        await other.close();
      }
    });
  },
};
