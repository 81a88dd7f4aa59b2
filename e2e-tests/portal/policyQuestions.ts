import { Locator, Page } from '@playwright/test';
import { expectAccessible } from './axe';
import { expect } from '../support/expect';
import { card, openComponent, reads, signIn } from './pages';
import { Journey } from './situation';

const NARROW = 360;
const CARD = '[data-card="Policies"]';

async function policiesOf(page: Page): Promise<Locator> {
  const shown = card(page, 'Policies');
  await reads(shown, [/as of now/]);
  await shown.evaluate(element => {
    element.setAttribute('data-card', 'Policies');
  });
  return shown;
}

/** Fills in a question in the box of the cluster's report, and sends it. */
async function ask(
  page: Page,
  question: {
    /** Who was chosen before calls again, where nobody is named. */
    caller?: string;
    method?: string;
    path: string;
  },
): Promise<Locator> {
  const box = page.getByRole('form', { name: /^May it be called/ }).first();
  if (question.caller) {
    const caller = box.getByRole('combobox', { name: /Who calls/ });
    await caller.fill(question.caller);
    await page
      .getByRole('option', { name: new RegExp(`^${question.caller}`) })
      .first()
      .click();
  }
  if (question.method) {
    await box.getByRole('button', { name: /Method/ }).click();
    await page
      .getByRole('option', { name: question.method, exact: true })
      .click();
  }
  await box.getByRole('textbox', { name: 'Path' }).fill(question.path);
  await box.getByRole('button', { name: 'Ask', exact: true }).click();
  return box;
}

export const policyQuestions: Journey = {
  title: 'Whether one may call another, and what decides it',
  async run(checks, { demo, browser, picture }) {
    const context = await signIn(browser, demo.url, 'developer', {
      height: 1800,
    });
    const page = await openComponent(context, 'ratings');
    const shown = await policiesOf(page);

    await checks.check('the card tells the effects', () =>
      reads(shown, [
        'reviews (bookinfo)',
        /No token is asked for/,
        /v1 is version=v1/,
        /Its proxy knows/,
      ]),
    );
    await checks.check('a row opens the object that decides', async () => {
      await shown
        .getByRole('button', {
          name: /^Show AuthorizationPolicy allow-reviews/,
        })
        .first()
        .click();
      const drawer = page.getByRole('dialog', {
        name: 'The object that decides',
      });
      await reads(drawer, ['kind: AuthorizationPolicy', /is in question/]);
      await drawer.locator('mark').first().waitFor();
      await drawer.getByRole('button', { name: 'Copy' }).waitFor();
      await expectAccessible(page, '[data-mesh-object-drawer]');
      await picture('policy-object', () => page.screenshot());
      await page.keyboard.press('Escape');
      await drawer.waitFor({ state: 'detached' });
    });
    await checks.check('a call that may be made', async () => {
      const box = await ask(page, {
        caller: 'bookinfo/reviews',
        path: '/ratings/1',
      });
      await reads(box, [
        /Yes, reviews.* may call GET \/ratings\/1 of ratings on port 9080\./,
        'allow-reviews',
        /rule 1/,
      ]);
      await picture('policy-question', () => shown.screenshot());
      await expectAccessible(page, CARD);
    });
    await checks.check('a call that may not be made', async () => {
      const box = await ask(page, {
        method: 'POST',
        path: '/ratings/1',
      });
      await reads(box, [/No, reviews.* may not call POST \/ratings\/1/]);
    });
    await checks.check(
      'a question that is refused names the field',
      async () => {
        const box = await ask(page, {
          path: 'here',
        });
        await reads(box, [/^path: begin with \//]);
      },
    );
    await context.close();

    await checks.check('the same in the dark', async () => {
      const dark = await signIn(browser, demo.url, 'developer', {
        dark: true,
        height: 1800,
      });
      const darkPage = await openComponent(dark, 'ratings');
      const darkCard = await policiesOf(darkPage);
      await ask(darkPage, { caller: 'bookinfo/reviews', path: '/ratings/1' });
      await reads(darkCard, [/Yes, reviews/]);
      await expectAccessible(darkPage, CARD);
      await picture('policy-question-dark', () => darkCard.screenshot());
      await dark.close();
    });
    await checks.check(`it fits ${NARROW} px`, async () => {
      const narrow = await signIn(browser, demo.url, 'developer', {
        width: NARROW,
        height: 2600,
      });
      const narrowPage = await openComponent(narrow, 'ratings');
      const narrowCard = await policiesOf(narrowPage);
      await ask(narrowPage, { caller: 'bookinfo/reviews', path: '/ratings/1' });
      await reads(narrowCard, [/Yes, reviews/]);
      const sizes = await narrowCard.evaluate(element => ({
        right: element.getBoundingClientRect().right,
        inner: element.scrollWidth - element.clientWidth,
      }));
      expect(sizes.right <= NARROW && sizes.inner <= 0, 'no overflow', sizes);
      await picture('policy-question-narrow', () => narrowCard.screenshot());
      await narrow.close();
    });
  },
};
