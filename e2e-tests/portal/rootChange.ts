import { Page } from '@playwright/test';
import { Checks } from '../support/Checks';
import { expect } from '../support/expect';
import { expectAccessible } from './axe';
import { nextPage } from './egressForm';
import { reads } from './pages';
import { askAndFollow, pick } from './requestForm';
import { Situation } from './situation';

const CHANGE = '[data-mesh-root-change]';

/** Answers a dialog that asks for some words, by the button that does it. */
async function answerDialog(page: Page, opener: string, words: string) {
  await page.getByRole('button', { name: opener, exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').fill(words);
  await dialog.getByRole('button', { name: opener, exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
}

/** The root of a running mesh is changed step by step, held up, and put back. */
export async function changeRoot(
  checks: Checks,
  situation: Situation,
  page: Page,
): Promise<void> {
  const { picture, demo } = situation;
  const roots = async () =>
    (
      await demo
        .cluster('east')
        .get('/api/v1/namespaces/bookinfo/configmaps/istio-ca-root-cert')
    ).data['root-cert.pem'];
  const before = await roots();
  await checks.must(
    'where proxies do not trust the root, the form offers the way without an outage first',
    async () => {
      await page.goto('/mesh/certificates');
      await page
        .getByRole('link', { name: /Issue a certificate authority/ })
        .click();
      await pick(page, /Cluster/, /east/i);
      await pick(page, /Authority/, /new root/i);
      await page.getByText(/In three steps/).waitFor();
      const chosen = page.getByRole('radio', { name: /step by step/ });
      expect(await chosen.isChecked(), 'step by step is chosen', 'it is not');
      await picture('ca-form-root-change', () => page.screenshot());
      await nextPage(page, 'Renewals');
      await page
        .getByRole('textbox', { name: /Why it is needed/ })
        .fill('A root of our own.');
      await nextPage(page, /three steps/);
    },
  );
  await checks.must('its steps are shown, held up, and undone', async () => {
    await askAndFollow(situation, page, async opened => {
      const part = opened.locator(CHANGE);
      await reads(part, [
        /^1\. .* waits for all to turn over$/,
        /0 of \d+ have turned over/,
      ]);
      await part.getByText(/^Who is waited for/).click();
      await reads(part, [/machine bookinfo\//]);
      await picture('ca-root-change', () =>
        opened.screenshot({ fullPage: true }),
      );
      await expectAccessible(opened, CHANGE);
      expect(
        (await roots()).includes(before.trim()),
        'the former root is still trusted',
        'it is not',
      );
      await answerDialog(opened, 'Pause', 'The sale begins.');
      await reads(part, [/· paused$/, /^Paused by/]);
      await opened.getByRole('button', { name: 'Go on' }).click();
      await reads(part, [/· under way$/]);
      await answerDialog(opened, 'Undo', 'Not this week.');
      await reads(part, [/· undone$/], 120_000);
    });
    expect((await roots()) === before, 'the former roots', 'others');
  });
}
