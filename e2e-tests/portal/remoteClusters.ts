import { Page } from '@playwright/test';
import { Checks } from '../support/Checks';
import { expect } from '../support/expect';
import { expectAccessible } from './axe';
import { nextPage } from './egressForm';
import { reads, signIn, upperPart } from './pages';
import { askAndFollow, pick } from './requestForm';
import { Journey, Situation } from './situation';

const PAGE = '/mesh/remote-clusters';
const ROOT = '[data-mesh-remote-clusters]';
const SECRETS = '/api/v1/namespaces/istio-system/secrets';

/** What remote secrets there are in the primary. */
async function remoteSecrets({ demo }: Situation): Promise<any[]> {
  return demo.cluster('east').list(SECRETS, 'istio/multiCluster=true');
}

async function openFleet(page: Page): Promise<void> {
  await page.goto(PAGE);
  await page.getByRole('heading', { name: 'Remote clusters' }).waitFor();
}

/** From the review of a form to the request's page, once it is ready. */
async function askFor(
  situation: Situation,
  page: Page,
  ready: RegExp,
): Promise<void> {
  await askAndFollow(situation, page, opened =>
    opened.getByText(ready).first().waitFor({ timeout: 90_000 }),
  );
}

async function join(
  checks: Checks,
  situation: Situation,
  page: Page,
): Promise<void> {
  const { picture } = situation;
  await checks.must(
    'the page shows the clusters and their networks',
    async () => {
      await openFleet(page);
      await reads(page.locator(ROOT), ['east-net', 'west-net', /Istio/]);
      await page.getByRole('img', { name: /Networks as frames/ }).waitFor();
      await picture('remote-before', () => page.screenshot());
    },
  );
  await checks.must('clusters are picked in a form, never typed', async () => {
    await page.getByRole('link', { name: /Join a cluster/ }).click();
    await pick(page, /Which control plane reads/, /east/i);
    await pick(page, /Which cluster is read/, /west/i);
    const typed = await page.getByRole('textbox').count();
    expect(typed === 0, 'nothing to type', typed);
    await picture('remote-form-pair', () => upperPart(page, 700));
    await nextPage(page, 'Kind of token');
    await page
      .getByRole('textbox', { name: /Why it is needed/ })
      .fill('One mesh for the sale.');
  });
  await checks.must('the review says what both owners accept', async () => {
    await nextPage(page, /any identity of the mesh/);
    await reads(page.locator('body'), [/every Secret/]);
    await picture('remote-form-review', () => page.screenshot());
  });
  await checks.must(
    'the link is made and read by the control plane',
    async () => {
      await askFor(situation, page, /^ready$/);
      const secrets = await remoteSecrets(situation);
      expect(secrets.length === 1, 'one remote secret', secrets.length);
    },
  );
}

async function look(
  checks: Checks,
  situation: Situation,
  page: Page,
): Promise<void> {
  const { picture } = situation;
  await checks.must('the page tells that it is read', async () => {
    await openFleet(page);
    await reads(page.locator(ROOT), [
      /1 link between clusters/,
      'east reads west',
      'Everything is read',
      /Runs out/,
    ]);
    await picture('remote-clusters', () => page.screenshot());
    await expectAccessible(page, ROOT);
  });
  await checks.must(
    'its own page tells with what, and what is wrong',
    async () => {
      await page.getByRole('link', { name: 'east reads west' }).first().click();
      await reads(page.locator(ROOT), [
        'What each control plane says',
        'How it gets in',
        'made by a join in this portal',
        'What stands in the way',
      ]);
      await page.getByText('Which control plane of east').waitFor();
      await page.getByRole('button', { name: 'Write the files' }).click();
      await page.locator('[data-mesh-remote-setup] li').first().waitFor();
      await picture('remote-link', () => page.screenshot({ fullPage: true }));
      await expectAccessible(page, ROOT);
    },
  );
  await checks.check('no credential is on any page', async () => {
    const [secret] = await remoteSecrets(situation);
    const [data] = Object.values(secret.data as Record<string, string>);
    const token = /token: (\S+)/.exec(
      Buffer.from(data, 'base64').toString('utf8'),
    )?.[1];
    expect(Boolean(token), 'the secret has a token', Object.keys(secret.data));
    const shown = await page.content();
    expect(!shown.includes(token!), 'the token is not shown', 'it is');
  });
  await checks.check('the page of the cluster shows its links', async () => {
    await page.goto('/catalog/default/resource/west');
    await reads(page.locator('body'), [
      'Links of this cluster',
      'east reads west',
    ]);
    await picture('remote-card', () => page.screenshot());
  });
  await checks.check(
    'all of it works in the dark and on a telephone',
    async () => {
      for (const look_ of [{ dark: true }, { width: 360 }]) {
        const context = await signIn(
          situation.browser,
          situation.demo.url,
          'platform',
          { height: 1500, ...look_ },
        );
        const other = await context.newPage();
        await openFleet(other);
        await reads(other.locator(ROOT), ['east reads west']);
        await picture(
          `remote-clusters-${'dark' in look_ ? 'dark' : 'narrow'}`,
          () => other.screenshot(),
        );
        await expectAccessible(other, ROOT);
        const wide = await other.evaluate(
          () => document.documentElement.scrollWidth > window.innerWidth,
        );
        expect(!wide, 'nothing is cut off', 'the page scrolls sideways');
        await context.close();
      }
    },
  );
}

async function leave(
  checks: Checks,
  situation: Situation,
  page: Page,
): Promise<void> {
  await checks.must(
    'the link is taken apart, step by step as shown',
    async () => {
      await page.goto(`${PAGE}/east/west`);
      await page.getByRole('link', { name: /Take the link apart/ }).click();
      await page.getByRole('button', { name: /east/i }).first().waitFor();
      await page
        .getByRole('textbox', { name: /Why it is taken apart/ })
        .fill('The sale is over.');
      await nextPage(page, /Step 1 of/);
      await situation.picture('remote-leave', () => page.screenshot());
      await askFor(situation, page, /^(ready|done)$/);
      const secrets = await remoteSecrets(situation);
      expect(secrets.length === 0, 'no remote secret is left', secrets.length);
    },
  );
  await checks.check('and the page tells that nothing is linked', async () => {
    await openFleet(page);
    await reads(page.locator(ROOT), [
      /No cluster reads another|does not know it/,
    ]);
  });
}

/** A remote cluster joins, is looked at, and leaves, in a browser. */
export const remoteClusters: Journey = {
  title: 'A remote cluster joins and leaves',
  async run(checks, situation) {
    const context = await signIn(
      situation.browser,
      situation.demo.url,
      'platform',
      { height: 1500 },
    );
    const page = await context.newPage();
    await join(checks, situation, page);
    await look(checks, situation, page);
    await leave(checks, situation, page);
    await context.close();
  },
};
