import { BrowserContext } from '@playwright/test';
import { Checks } from '../support/Checks';
import { eventually } from '../support/eventually';
import { expect } from '../support/expect';
import { expectAccessible } from './axe';
import { card, openComponent, reads, signIn, upperPart } from './pages';
import { Situation } from './situation';

const FLEET = '/mesh/virtual-machines';

/** Where else the machine shows. */
export async function machinesSeenElsewhere(
  checks: Checks,
  { picture }: Situation,
  developer: BrowserContext,
  request: string,
): Promise<void> {
  await checks.check(
    'the component’s card shows it, and its request',
    async () => {
      const page = await openComponent(developer, 'ratings');
      await reads(card(page, 'Virtual machines'), [
        'vm-04',
        new RegExp(request),
      ]);
      await picture('vm-card', () =>
        card(page, 'Virtual machines').screenshot(),
      );
      await page.close();
    },
  );
  await checks.check('the page of all machines finds it', async () => {
    const page = await developer.newPage();
    await page.goto(FLEET);
    const fleet = page.locator('[data-mesh-machines]');
    await reads(fleet, ['vm-04', 'vm-01']);
    await picture('vm-fleet', () => upperPart(page, 700));
    await page.getByRole('searchbox').fill('vm-04');
    await page.waitForURL(/text=vm-04/);
    await eventually(20, async () => {
      const shown = await fleet.getByRole('listitem').count();
      expect(shown === 1, 'only what fits', shown);
    });
    await page.close();
  });
}

/** The pages of machines for people with other eyes, themes and screens. */
export async function machinesForEverybody(
  checks: Checks,
  { demo, browser, picture }: Situation,
  address: string,
): Promise<void> {
  for (const dark of [false, true]) {
    const theme = dark ? 'dark' : 'light';
    const context = await signIn(browser, demo.url, 'platform', {
      dark,
      height: 2200,
    });
    await checks.check(`axe finds nothing, ${theme}`, async () => {
      const page = await context.newPage();
      await page.goto(address);
      await reads(page.locator('body'), ['How far it is', 'vm-04']);
      await page.getByText('More about the code or the files').click();
      await expectAccessible(page, '[data-mesh-requests]');
      if (dark) await picture('vm-request-dark', () => page.screenshot());
      await page.goto(FLEET);
      await reads(page.locator('[data-mesh-machines]'), ['vm-04']);
      await expectAccessible(page, '[data-mesh-machines]');
    });
    await context.close();
  }
  await checks.check('both pages fit 360 px', async () => {
    const context = await signIn(browser, demo.url, 'platform', {
      width: 360,
      height: 2600,
    });
    const page = await context.newPage();
    for (const one of [address, FLEET]) {
      await page.goto(one);
      await reads(page.locator('body'), ['vm-04']);
      const width = await page.evaluate(
        () => document.documentElement.scrollWidth,
      );
      if (one === address) {
        await picture('vm-request-narrow', () => page.screenshot());
      }
      expect(width <= 360, `no overflow on ${one}`, width);
    }
    await context.close();
  });
}
