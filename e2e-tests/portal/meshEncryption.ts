import { Page } from '@playwright/test';
import { Checks } from '../support/Checks';
import { eventually } from '../support/eventually';
import { expect } from '../support/expect';
import { expectAccessible } from './axe';
import { reads, signIn } from './pages';
import { Journey, Situation } from './situation';

const ADDRESS = '/mesh/encryption?cluster=east';
const ROOT = '[data-mesh-scope]';
const POLICIES = '/apis/security.istio.io/v1/namespaces';
const WHOLE = `${POLICIES}/istio-system/peerauthentications/default`;
const STEP = `${POLICIES}/bookinfo/peerauthentications/default`;

const row = (page: Page, namespace: string) =>
  page.locator(`[data-mesh-namespace="${namespace}"]`);

async function open(page: Page): Promise<void> {
  await page.goto(ADDRESS);
  await page
    .getByRole('heading', { name: 'Encryption', exact: true })
    .waitFor();
}

/** The demo's mesh is STRICT: without that policy it is at the beginning of the way. */
async function goBack(situation: Situation, page: Page): Promise<object> {
  const east = situation.demo.cluster('east');
  const { apiVersion, kind, metadata, spec } = await east.get(WHOLE);
  await east.delete(WHOLE);
  await open(page);
  await reads(row(page, 'bookinfo'), [/takes plain calls, too/]);
  const { name, namespace } = metadata;
  return { apiVersion, kind, metadata: { name, namespace }, spec };
}

async function step(
  checks: Checks,
  situation: Situation,
  page: Page,
): Promise<void> {
  const { picture, demo } = situation;
  const there = async () =>
    demo
      .cluster('east')
      .get(STEP)
      .then(
        () => true,
        () => false,
      );
  await checks.must(
    'each namespace has its evidence and next step',
    async () => {
      await row(page, 'bookinfo').locator('summary').click();
      await reads(row(page, 'bookinfo'), [
        /Still takes plain calls: .*productpage.* on port 9080/,
      ]);
      await reads(row(page, 'payments'), [/somebody else’s policy decides/]);
      await reads(page.locator(ROOT), [/What cannot be known/]);
      await picture('encryption', () => page.screenshot({ fullPage: true }));
      await expectAccessible(page, ROOT);
    },
  );
  await checks.must('a step is asked for, made, and taken back', async () => {
    await page
      .getByRole('button', { name: 'Take encrypted calls only in bookinfo' })
      .click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox').fill('The audit asks for it.');
    await dialog.getByRole('button', { name: 'Ask for it' }).click();
    await page.waitForURL(/\/mesh\/requests\//);
    const id = new URL(page.url()).pathname.split('/').pop()!;
    const platform = demo.as('platform');
    const becomes = (status: string) =>
      eventually(120, async () => {
        const request = await platform.request(`/api/mesh/requests/${id}`);
        expect(request.status === status, status, request.status);
        return request;
      });
    await becomes('ready');
    expect(await there(), 'the policy is there', 'it is not');
    await picture('encryption-request', () =>
      page.screenshot({ fullPage: true }),
    );
    await open(page);
    await reads(row(page, 'bookinfo'), [/encrypted calls only/]);
    const { contentHash } = await platform.request(`/api/mesh/requests/${id}`);
    await platform.request(`/api/mesh/requests/${id}/retire`, {
      contentHash,
      reason: 'Not this week.',
    });
    await becomes('retired');
    expect(!(await there()), 'the policy is gone', 'it is there');
  });
}

async function looks(checks: Checks, situation: Situation): Promise<void> {
  for (const [name, options] of [
    ['encryption-dark', { dark: true }],
    ['encryption-narrow', { width: 360, height: 780 }],
  ] as const) {
    await checks.check(`it reads as ${name}`, async () => {
      const context = await signIn(
        situation.browser,
        situation.demo.url,
        'platform',
        options,
      );
      const page = await context.newPage();
      await open(page);
      await row(page, 'bookinfo').waitFor();
      const wide = await page.evaluate(
        () => document.documentElement.scrollWidth - window.innerWidth,
      );
      expect(wide <= 0, 'nothing is wider than the window', wide);
      await expectAccessible(page, ROOT);
      await situation.picture(name, () => page.screenshot({ fullPage: true }));
      await context.close();
    });
  }
}

/** A mesh goes a step on its way to encrypted calls only, and back. */
export const meshEncryption: Journey = {
  title: 'Encryption of a whole mesh, step by step',
  async run(checks, situation) {
    const context = await signIn(
      situation.browser,
      situation.demo.url,
      'platform',
    );
    const page = await context.newPage();
    const whole = await goBack(situation, page);
    try {
      await step(checks, situation, page);
      await looks(checks, situation);
    } finally {
      await situation.demo
        .cluster('east')
        .create(`${POLICIES}/istio-system/peerauthentications`, whole);
      await context.close();
    }
  },
};
