import AxeBuilder from '@axe-core/playwright';
import { Page } from '@playwright/test';
import { eventually } from '../support/eventually';
import { expect } from '../support/expect';
import { fillForm, makeIt } from './egressForm';
import { card, openComponent, reads, signIn, upperPart } from './pages';
import { Journey, Situation } from './situation';

const NAME = 'asked-out';
const HOST = 'asked.example.org';
const WEST_DEPLOYMENTS = '/apis/apps/v1/deployments';
const SELECTOR = `meshport.dev/egress-gateway=${NAME}`;

/** Asks by the form, as a person would, for a gateway in west. */
async function askByForm(page: Page, situation: Situation): Promise<void> {
  await card(page, 'Policies')
    .getByRole('link', { name: /Open a way out/ })
    .first()
    .click();
  await fillForm(page, {
    host: HOST,
    name: NAME,
    cluster: /west/,
    delivery: /Ask for it/,
    reason: 'The new provider of reviews is outside the mesh.',
  });
  await situation.picture('request-form', () => upperPart(page, 900));
  await makeIt(page);
}

/** Asks for another one without the form. */
function askByApi({ demo }: Situation, name: string) {
  return demo.as('developer').request('/api/mesh/requests', {
    kind: 'egress-gateway',
    parameters: {
      cluster: 'west',
      gateway: { namespace: 'bookinfo', name, host: `${name}.example.org` },
    },
  });
}

async function axe(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .include('[data-mesh-requests]')
    .analyze();
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

export const requests: Journey = {
  title: 'One asks, another approves',
  async run(checks, situation) {
    const { demo, browser, picture } = situation;
    const west = demo.cluster('west');
    const size = { height: 1300 };
    const developer = await signIn(browser, demo.url, 'developer', size);
    const platform = await signIn(browser, demo.url, 'platform', size);
    let asked!: Page;
    let address = '';
    const isAsked = (url: URL) => url.pathname === address;
    const openAsked = (page: Page) => page.goto(address);

    await checks.must('the developer asks by the form', async () => {
      asked = await openComponent(developer, 'ratings');
      await askByForm(asked, situation);
      const link = asked.locator('a', { hasText: /open the request/i }).first();
      await link.waitFor({ timeout: 120_000 });
      // It opens in a tab of its own.
      const [opened] = await Promise.all([
        developer.waitForEvent('page'),
        link.click(),
      ]);
      asked = opened;
      await asked.waitForURL(/\/mesh\/requests\/[-0-9a-f]{36}/);
      address = new URL(asked.url()).pathname;
    });
    await checks.must(
      'the page says who is waited for, and nothing is made',
      async () => {
        await reads(asked.locator('body'), [
          'waits for approval',
          /Platform team|team-platform/,
          'What will happen',
          /provider of reviews/,
        ]);
        const buttons = await asked
          .getByRole('button', { name: /Approve what is shown/ })
          .count();
        expect(buttons === 0, 'one’s own request cannot be approved', buttons);
        const made = await west.list(WEST_DEPLOYMENTS, SELECTOR);
        expect(made.length === 0, 'nothing in the cluster', made);
        await picture('request-waits', () => asked.screenshot());
      },
    );
    let approving!: Page;
    await checks.must('the platform engineer finds it', async () => {
      approving = await platform.newPage();
      await approving.goto('/mesh/requests?view=to-approve');
      await approving
        .getByRole('link', { name: new RegExp(NAME) })
        .first()
        .waitFor();
      await picture('requests-to-approve', () => upperPart(approving, 600));
      await approving
        .getByRole('link', { name: new RegExp(NAME) })
        .first()
        .click();
      await approving.waitForURL(isAsked);
    });
    await checks.must('and approves what is shown', async () => {
      await approving
        .getByRole('button', { name: /Approve what is shown/ })
        .click();
      await approving.getByText('ready', { exact: true }).first().waitFor();
      await picture('request-ready', () => approving.screenshot());
    });
    await checks.check('the developer’s open page follows', async () => {
      await asked.getByText('ready', { exact: true }).first().waitFor();
      await reads(asked.locator('body'), [
        'All of it is there as approved.',
        /Piet Vos|piet/,
      ]);
    });
    await checks.check('the gateway runs in west', async () => {
      const made = await west.list(WEST_DEPLOYMENTS, SELECTOR);
      expect(made.length === 1, 'one deployment', made);
    });
    await checks.check('the component’s card shows the request', async () => {
      const page = await openComponent(developer, 'ratings');
      await reads(card(page, 'Requests'), [new RegExp(NAME), /ready/]);
      await picture('requests-card', () => card(page, 'Requests').screenshot());
    });
    await checks.check('both are notified, with a link', async () => {
      for (const context of [platform, developer]) {
        const page = await context.newPage();
        await page.goto('/notifications');
        const link = page.getByRole('link', { name: new RegExp(NAME) }).first();
        await link.waitFor();
        await link.click();
        await page.waitForURL(isAsked);
        await page.close();
      }
    });
    await checks.check('a rejection comes with its reason', async () => {
      const { id } = await askByApi(situation, 'rejected-out');
      const page = await platform.newPage();
      await page.goto(`/mesh/requests/${id}`);
      await page.getByRole('button', { name: 'Reject…' }).click();
      await page.getByRole('textbox').last().fill('Use the shared gateway.');
      await picture('request-reject', () => upperPart(page, 900));
      await page.getByRole('button', { name: 'Reject the request' }).click();
      await reads(page.locator('body'), [
        'rejected',
        'Use the shared gateway.',
      ]);
      const seen = await developer.newPage();
      await seen.goto(`/mesh/requests/${id}`);
      await reads(seen.locator('body'), ['Use the shared gateway.']);
    });
    await checks.check('the developer withdraws one', async () => {
      const { id } = await askByApi(situation, 'withdrawn-out');
      const page = await developer.newPage();
      await page.goto(`/mesh/requests/${id}`);
      await page.getByRole('button', { name: 'Withdraw…' }).click();
      await page.getByRole('button', { name: 'Withdraw the request' }).click();
      await reads(page.locator('body'), ['cancelled', /withdrew it/]);
    });
    await checks.check('what was made is removed again', async () => {
      await asked.getByRole('button', { name: 'Remove what it made…' }).click();
      await asked
        .getByRole('button', { name: /^Remove \d+ objects?$/ })
        .click();
      await asked.getByText('removed', { exact: true }).first().waitFor();
      await eventually(30, async () => {
        const left = await west.list(WEST_DEPLOYMENTS, SELECTOR);
        expect(left.length === 0, 'nothing is left', left);
      });
    });
    await developer.close();

    for (const dark of [false, true]) {
      const theme = dark ? 'dark' : 'light';
      const context = await signIn(browser, demo.url, 'platform', {
        dark,
        ...size,
      });
      const page = await context.newPage();
      await checks.check(
        `axe finds nothing in the list, ${theme}`,
        async () => {
          await page.goto('/mesh/requests?view=all');
          await page
            .getByRole('link', { name: new RegExp(NAME) })
            .first()
            .waitFor();
          await axe(page);
        },
      );
      await checks.check(
        `axe finds nothing in a request, ${theme}`,
        async () => {
          await openAsked(page);
          await reads(page.locator('body'), ['History', 'In the cluster now']);
          await axe(page);
          if (dark) await picture('request-dark', () => page.screenshot());
        },
      );
      await context.close();
    }
    await checks.check('a request fits 360 px', async () => {
      const context = await signIn(browser, demo.url, 'platform', {
        width: 360,
        height: 1600,
      });
      const page = await context.newPage();
      await page.goto(address);
      await reads(page.locator('body'), ['History']);
      const width = await page.evaluate(
        () => document.documentElement.scrollWidth,
      );
      await picture('request-narrow', () => page.screenshot());
      expect(width <= 360, 'no overflow', width);
      await context.close();
    });
    await platform.close();
  },
};
