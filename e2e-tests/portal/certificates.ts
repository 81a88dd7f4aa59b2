import { Page } from '@playwright/test';
import { Checks } from '../support/Checks';
import { expect } from '../support/expect';
import { expectAccessible } from './axe';
import { nextPage } from './egressForm';
import { reads, signIn, upperPart } from './pages';
import { askAndFollow, pick } from './requestForm';
import { changeRoot } from './rootChange';
import { Journey, Situation } from './situation';

const PAGE = '/mesh/certificates';
const ROOT = '[data-mesh-certificates]';
const CACERTS = '/api/v1/namespaces/istio-system/secrets/cacerts';
const ROOTS = '/api/v1/namespaces/bookinfo/configmaps/istio-ca-root-cert';

async function openFleet(page: Page): Promise<void> {
  await page.goto(PAGE);
  await page.getByRole('heading', { name: 'Certificates' }).first().waitFor();
}

async function lookAtFleet(
  checks: Checks,
  situation: Situation,
  page: Page,
): Promise<void> {
  await checks.must(
    'the page tells who signs, and what ends soon',
    async () => {
      await openFleet(page);
      await reads(page.locator(ROOT), [
        /1 thing needs you/,
        /certificate authority of east ends in 1\d days/,
        'Signed by its primary east',
        'Every pair of clusters trusts a root in common.',
        /unfit for production/,
      ]);
      await situation.picture('ca-fleet', () =>
        page.screenshot({ fullPage: true }),
      );
      await expectAccessible(page, ROOT);
    },
  );
}

async function issue(
  checks: Checks,
  situation: Situation,
  page: Page,
): Promise<void> {
  const { picture, demo } = situation;
  const before = await demo.cluster('east').get(CACERTS);
  const roots = await demo.cluster('east').get(ROOTS);
  await checks.must(
    'cluster and authority are picked in a form, never typed',
    async () => {
      await page
        .getByRole('link', { name: /Issue a certificate authority/ })
        .click();
      await pick(page, /Cluster/, /east/i);
      await pick(page, /Authority/, /Harbour Books/);
      await page.getByText(/Its root is trusted already/).waitFor();
      const typed = await page.getByRole('textbox').count();
      expect(typed === 0, 'nothing to type', typed);
      await picture('ca-form', () => upperPart(page, 900));
      await expectAccessible(page, '[data-mesh-ca-form]');
      await nextPage(page, 'Renewals');
      await page
        .getByRole('textbox', { name: /Why it is needed/ })
        .fill('It ends in twelve days.');
    },
  );
  await checks.must('the review says what is written', async () => {
    await nextPage(page, /cacerts/);
    await picture('ca-form-review', () => page.screenshot());
  });
  await checks.must('it is issued, written and seen in use', async () => {
    await askAndFollow(situation, page, async opened => {
      await opened
        .getByText(/^ready$/)
        .first()
        .waitFor({ timeout: 120_000 });
      await opened
        .getByText(/· in use$/)
        .first()
        .waitFor();
      await opened
        .getByText(/holds the certificate that was issued for it/)
        .first()
        .waitFor();
      await opened.getByText('Steps').first().click();
      await picture('ca-request', () => opened.screenshot({ fullPage: true }));
    });
  });
  await checks.must(
    'the Secret was changed in its place, under the same root',
    async () => {
      const after = await demo.cluster('east').get(CACERTS);
      expect(
        after.metadata.uid === before.metadata.uid,
        'the same Secret',
        after.metadata.uid,
      );
      expect(
        after.data['ca-cert.pem'] !== before.data['ca-cert.pem'],
        'another certificate',
        'the same',
      );
      const now = await demo.cluster('east').get(ROOTS);
      expect(
        now.data['root-cert.pem'] === roots.data['root-cert.pem'],
        'the same roots in every namespace',
        'others',
      );
    },
  );
}

async function lookAtCluster(
  checks: Checks,
  situation: Situation,
  page: Page,
): Promise<void> {
  const { picture, demo } = situation;
  await checks.must(
    'its page shows the new chain and how it came',
    async () => {
      await page.goto(`${PAGE}/east`);
      await reads(page.locator(ROOT), [
        'Signed by Harbour Books mesh root',
        'Signs workloads',
        /in 89 days|in 90 days/,
        'Both are the same.',
        /Virtual machines are not given revocation lists/,
        /P-256 key by harbour-books, .* in use/,
      ]);
      await picture('ca-cluster', () => page.screenshot({ fullPage: true }));
      await expectAccessible(page, ROOT);
    },
  );
  await checks.check('no private key is on any page or answer', async () => {
    const { data } = await demo.cluster('east').get(CACERTS);
    const key = Buffer.from(data['ca-key.pem'], 'base64').toString();
    const [, line] = key.split('\n');
    const answers = await Promise.all(
      ['', '/clusters/east', '/choices'].map(path =>
        demo.as('platform').request(`/api/mesh/certificate-authorities${path}`),
      ),
    );
    const requests = await demo
      .as('platform')
      .request('/api/mesh/requests?kind=certificate-authority-issue');
    const told = JSON.stringify([await page.content(), answers, requests]);
    expect(
      !told.includes(line) && !told.includes('PRIVATE KEY'),
      'the key is told nowhere',
      'it is',
    );
  });
  await checks.check('the page of the cluster shows who signs', async () => {
    await page.goto('/catalog/default/resource/east');
    await reads(page.locator('body'), [
      'Certificate authority',
      'Signed by Harbour Books mesh root',
    ]);
    await picture('ca-card', () => page.screenshot());
  });
}

async function elsewhere(checks: Checks, situation: Situation): Promise<void> {
  await checks.check(
    'all of it works in the dark and on a telephone',
    async () => {
      for (const look of [{ dark: true }, { width: 360 }]) {
        const name = 'dark' in look ? 'dark' : 'narrow';
        const context = await signIn(
          situation.browser,
          situation.demo.url,
          'platform',
          { height: 1500, ...look },
        );
        const other = await context.newPage();
        for (const [path, words, picture] of [
          [PAGE, 'Who trusts whom', `ca-fleet-${name}`],
          [`${PAGE}/east`, 'Signs workloads', `ca-cluster-${name}`],
        ]) {
          await other.goto(path);
          await reads(other.locator(ROOT), [words]);
          await situation.picture(picture, () => other.screenshot());
          await expectAccessible(other, ROOT);
          const wide = await other.evaluate(
            () => document.documentElement.scrollWidth > window.innerWidth,
          );
          expect(!wide, 'nothing is cut off', 'the page scrolls sideways');
        }
        await context.close();
      }
    },
  );
}

/** A control plane gets an intermediate of a configured authority, in a browser. */
export const certificates: Journey = {
  title: 'A certificate authority is issued',
  async run(checks, situation) {
    const context = await signIn(
      situation.browser,
      situation.demo.url,
      'platform',
      { height: 1500 },
    );
    const page = await context.newPage();
    await lookAtFleet(checks, situation, page);
    await issue(checks, situation, page);
    await lookAtCluster(checks, situation, page);
    await elsewhere(checks, situation);
    await changeRoot(checks, situation, page);
    await context.close();
  },
};
