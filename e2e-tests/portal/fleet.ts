import { BrowserContext, Page } from '@playwright/test';
import { Checks } from '../support/Checks';
import { expect } from '../support/expect';
import { expectAccessible } from './axe';
import { reads, signIn } from './pages';
import { Journey, Situation } from './situation';

const FLEET = '[data-mesh-fleet]';
const TAB = '[data-mesh-tab]';

async function openFleet(context: BrowserContext, query = ''): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`/mesh/clusters${query}`);
  await reads(page.locator(FLEET), [/Nothing of what is known|need(s)? you/]);
  return page;
}

async function fitsItsWidth(page: Page): Promise<void> {
  const wide = await page.evaluate(
    () => document.documentElement.scrollWidth > window.innerWidth,
  );
  expect(!wide, 'nothing is cut off', 'the page scrolls sideways');
}

async function seesTheFleet(
  checks: Checks,
  { picture }: Situation,
  context: BrowserContext,
): Promise<void> {
  const page = await context.newPage();
  await checks.must('the mesh begins with its clusters', async () => {
    await page.goto('/mesh');
    await page.getByRole('heading', { name: 'Clusters', level: 2 }).waitFor();
    // By their rows: the networks that can be chosen bear these names, too.
    for (const name of [/^east/i, /^west/i]) {
      await page.getByRole('rowheader', { name }).waitFor();
    }
    await reads(page.locator(FLEET), [/^now$/]);
    await page.getByRole('img', { name: /Networks as frames/ }).waitFor();
    await picture('fleet', () => page.screenshot({ fullPage: true }));
    await expectAccessible(page, FLEET);
  });
  await checks.check('what needs somebody leads to its next step', async () => {
    const first = page.locator(`${FLEET} section li a`).first();
    const href = await first.getAttribute('href');
    expect(Boolean(href?.startsWith('/mesh/')), 'a link to a page', href);
    await first.click();
    await page.waitForURL(url => url.pathname.startsWith('/mesh/'));
    await page.getByRole('heading', { level: 2 }).first().waitFor();
  });
  await checks.check('the address says which clusters are shown', async () => {
    await page.goto('/mesh/clusters');
    await page.getByRole('searchbox').fill('west');
    await reads(page.locator(FLEET), [/1 of \d clusters/]);
    await page.waitForURL(/text=west/);
    await page.reload();
    await reads(page.locator(FLEET), [/1 of \d clusters/]);
    await page.getByRole('button', { name: 'Show all of them' }).click();
    await page.waitForURL(url => !url.search.includes('text'));
  });
  await checks.check('the picture is read as a table, too', async () => {
    await page.goto('/mesh/clusters');
    await page
      .locator('label, [role=radio]', { hasText: /^Table$/ })
      .first()
      .click();
    await page.waitForURL(/topology=table/);
    await reads(page.locator(FLEET), ['Gateways']);
    await expectAccessible(page, FLEET);
  });
}

async function seesTheTab(
  checks: Checks,
  { picture }: Situation,
  context: BrowserContext,
): Promise<void> {
  await checks.must('the tab of a component has sections', async () => {
    const page = await context.newPage();
    await page.goto('/catalog/default/component/ratings/mesh');
    await reads(page.locator(TAB), ['Overview', /Mesh version/]);
    await page.getByRole('link', { name: /^Instances\s*\d/ }).waitFor();
    await picture('mesh-tab', () => page.screenshot({ fullPage: true }));
    await expectAccessible(page, TAB);
    await page.close();
  });
  for (const [section, words] of [
    ['instances', 'Instances by cluster'],
    ['routes', 'Where calls go'],
    ['machines', 'Virtual machines'],
    ['certificates', 'Certificate'],
  ] as const) {
    await checks.check(`section ${section} has an address`, async () => {
      const page = await context.newPage();
      await page.goto(
        `/catalog/default/component/ratings/mesh?section=${section}`,
      );
      await reads(page.locator(TAB), [new RegExp(words)]);
      await expectAccessible(page, TAB);
      if (section === 'routes') {
        await picture('mesh-tab-routes', () => page.screenshot());
      }
      await page.close();
    });
  }
}

/** The pages of the whole mesh, and the tab of one component. */
export const fleet: Journey = {
  title: 'The fleet and the tab of a component',
  async run(checks, situation) {
    const { demo, browser, picture } = situation;
    const size = { height: 1300 };
    const platform = await signIn(browser, demo.url, 'platform', size);
    await seesTheFleet(checks, situation, platform);
    await seesTheTab(checks, situation, platform);
    await checks.check(
      'all of it works in the dark and on a telephone',
      async () => {
        for (const look of [{ dark: true }, { width: 360 }]) {
          const context = await signIn(browser, demo.url, 'platform', {
            ...size,
            ...look,
          });
          const name = 'dark' in look ? 'dark' : 'narrow';
          const page = await openFleet(context);
          await picture(`fleet-${name}`, () => page.screenshot());
          await expectAccessible(page, FLEET);
          await fitsItsWidth(page);
          await page.goto('/catalog/default/component/ratings/mesh');
          await reads(page.locator(TAB), ['Overview', /Mesh version/]);
          await picture(`mesh-tab-${name}`, () => page.screenshot());
          await expectAccessible(page, TAB);
          await fitsItsWidth(page);
          await context.close();
        }
      },
    );
    await platform.close();
  },
};
