import { Page } from '@playwright/test';
import { Checks } from '../support/Checks';
import { eventually } from '../support/eventually';
import { expect } from '../support/expect';
import { expectAccessible } from './axe';
import { EGRESS_PAGE, nextPage, rowOf } from './egressForm';
import { reads, signIn, upperPart } from './pages';
import { Journey, Situation } from './situation';

const NAME = 'library-out';
const HOSTS = ['catalogue.library.example', 'covers.library.example'];
const DEPLOYMENTS = '/apis/apps/v1/deployments';
const SELECTOR = `meshport.dev/egress-gateway=${NAME}`;

/** The gateway in a cluster, made past the form. */
async function makeGateway({ demo }: Situation, cluster: string) {
  await demo.as('platform').request('/api/mesh/egress-gateways', {
    cluster,
    waitSeconds: 60,
    gateway: {
      namespace: 'bookinfo',
      name: NAME,
      upstreams: [
        { host: HOSTS[0] },
        { host: HOSTS[1], protocol: 'TLS-PASSTHROUGH' },
      ],
      callers: [
        { namespace: 'bookinfo', serviceAccounts: ['bookinfo-ratings'] },
      ],
      component: 'ratings',
      owner: 'team-ratings',
    },
  });
}

async function triedAndCloned(
  checks: Checks,
  { picture }: Situation,
  page: Page,
): Promise<void> {
  await checks.check('a test call says honestly what it found', async () => {
    await page.getByRole('button', { name: 'Make one call' }).click();
    // The development clusters run no pods, so no call is made there.
    await page
      .getByText('The call was not made')
      .first()
      .waitFor({ timeout: 150_000 });
    await picture('egress-test', () =>
      page.getByRole('region', { name: 'Try it with traffic' }).screenshot(),
    );
  });
  await checks.check(
    'a clone opens the form filled in, without a name',
    async () => {
      await page.getByRole('link', { name: /Make another like it/ }).click();
      const name = page.getByRole('textbox', { name: 'Name', exact: true });
      await name.waitFor();
      expect((await name.inputValue()) === '', 'no name', 'a name');
      await name.fill(`${NAME}-2`);
      await page.getByText(/Recommended here/).waitFor();
      await nextPage(page, 'How services call it');
      const hosts = page.getByRole('textbox', { name: /^Host/ });
      const filled = [
        await hosts.nth(0).inputValue(),
        await hosts.nth(1).inputValue(),
      ];
      expect(
        filled.join() === HOSTS.join(),
        'both hosts are filled in',
        filled,
      );
    },
  );
}

async function removedByRequest(
  checks: Checks,
  situation: Situation,
  page: Page,
): Promise<void> {
  const { demo, browser, picture } = situation;
  const west = demo.cluster('west');
  await checks.must('its removal shows what goes, and asks', async () => {
    await makeGateway(situation, 'west');
    await page.goto(`${EGRESS_PAGE}/west/bookinfo/${NAME}`);
    await page.getByRole('button', { name: 'Remove it…' }).click();
    const dialog = page.getByRole('dialog');
    await reads(dialog, [/objects are deleted/, /Deployment/]);
    await dialog.getByRole('textbox').fill('The library has moved.');
    await picture('egress-remove', () => upperPart(page, 1100));
    await dialog.getByRole('button', { name: 'Ask for its removal' }).click();
    await page.waitForURL(/\/mesh\/requests\/[-0-9a-f]{36}/);
    await reads(page.locator('body'), ['waits for approval']);
    const left = await west.list(DEPLOYMENTS, SELECTOR);
    expect(left.length === 1, 'nothing is deleted yet', left.length);
  });
  await checks.check('somebody else approves, and it goes', async () => {
    const platform = await signIn(browser, demo.url, 'platform', {
      height: 1300,
    });
    const approving = await platform.newPage();
    await approving.goto(new URL(page.url()).pathname);
    await approving
      .getByRole('button', { name: /Approve what is shown/ })
      .click();
    await approving.getByText('ready', { exact: true }).first().waitFor();
    await picture('egress-removed', () => upperPart(approving, 1000));
    await eventually(30, async () => {
      const left = await west.list(DEPLOYMENTS, SELECTOR);
      expect(left.length === 0, 'nothing is left', left);
    });
    await approving.goto(`${EGRESS_PAGE}/west/bookinfo/${NAME}`);
    await reads(approving.locator('body'), [/There is no egress gateway/]);
    await platform.close();
  });
}

async function forEverybody(
  checks: Checks,
  { demo, browser, picture }: Situation,
): Promise<void> {
  const address = `${EGRESS_PAGE}/east/bookinfo/${NAME}`;
  for (const dark of [false, true]) {
    const theme = dark ? 'dark' : 'light';
    const context = await signIn(browser, demo.url, 'developer', {
      dark,
      height: 1500,
    });
    const page = await context.newPage();
    await checks.check(`axe finds nothing in the list, ${theme}`, async () => {
      await page.goto(EGRESS_PAGE);
      await rowOf(page, NAME).first().waitFor();
      await expectAccessible(page, '[data-mesh-egress]');
      if (dark) {
        await picture('egress-inventory-dark', () => upperPart(page, 640));
      }
    });
    await checks.check(`axe finds nothing in a gateway, ${theme}`, async () => {
      await page.goto(address);
      await reads(page.locator('[data-mesh-egress]'), ['Who uses it']);
      await expectAccessible(page, '[data-mesh-egress]');
      if (dark) await picture('egress-detail-dark', () => page.screenshot());
    });
    await context.close();
  }
  for (const [what, name, path, shown] of [
    ['the list', 'inventory', EGRESS_PAGE, HOSTS[0]],
    ['a gateway', 'detail', address, 'Who uses it'],
  ] as const) {
    await checks.check(`${what} fits 360 px`, async () => {
      const context = await signIn(browser, demo.url, 'developer', {
        width: 360,
        height: 2000,
      });
      const page = await context.newPage();
      await page.goto(path);
      await reads(page.locator('[data-mesh-egress]'), [new RegExp(shown)]);
      await picture(`egress-${name}-narrow`, () => page.screenshot());
      const width = await page.evaluate(
        () => document.documentElement.scrollWidth,
      );
      expect(width <= 360, 'no overflow', width);
      await context.close();
    });
  }
}

export const egressGateways: Journey = {
  title: 'Egress gateways: tried, cloned and removed',
  async run(checks, situation) {
    const { demo, browser, picture } = situation;
    const address = `${EGRESS_PAGE}/east/bookinfo/${NAME}`;
    await makeGateway(situation, 'east');
    const developer = await signIn(browser, demo.url, 'developer', {
      height: 1500,
    });
    const page = await developer.newPage();
    await page.goto(address);
    await triedAndCloned(checks, situation, page);
    await checks.check('who may not write is told so before', async () => {
      const reviewer = await signIn(browser, demo.url, 'reviewer', {
        height: 1300,
      });
      const seen = await reviewer.newPage();
      await seen.goto(address);
      await reads(seen.locator('[data-mesh-egress]'), [
        /You may not make a test call/,
        /cannot be removed/,
      ]);
      const buttons = await seen
        .getByRole('button', { name: 'Remove it…' })
        .count();
      expect(buttons === 0, 'no way to remove it', buttons);
      await picture('egress-forbidden', () => upperPart(seen, 1300));
      await reviewer.close();
    });
    await removedByRequest(checks, situation, page);
    await developer.close();
    await forEverybody(checks, situation);
  },
};
