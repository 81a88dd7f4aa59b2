import { expectAccessible } from './axe';
import { card, openComponent, reads, signIn } from './pages';
import { Journey } from './situation';

export const readCards: Journey = {
  title: 'A developer reads the cards of ratings',
  async run(checks, { demo, browser, picture }) {
    const context = await signIn(browser, demo.url, 'developer', {
      height: 1500,
    });
    const page = await openComponent(context, 'ratings');

    await checks.check('Mesh version', () =>
      reads(card(page, 'Mesh version'), [
        'In the mesh in 2 of 2 clusters.',
        /1\.30\.\d/,
        /as of now/,
      ]),
    );
    await checks.check('Virtual machines', () =>
      reads(card(page, 'Virtual machines'), [
        '2 of 3 machines healthy.',
        'vm-01',
        '10.0.4.17',
        'vm-03',
        /9080/,
      ]),
    );
    await checks.check('Policies', () =>
      reads(card(page, 'Policies'), [
        /strict/i,
        'reviews (bookinfo)',
        'GET /ratings/*',
        /v1 90 %/,
        /vm 10 %/,
        'www.googleapis.com',
        'allow-reviews',
      ]),
    );
    await picture('entity-page', () => page.screenshot());
    await checks.check(
      'the tab has them all, and the findings first',
      async () => {
        await page.goto('/catalog/default/component/ratings/mesh');
        for (const title of [
          'Findings',
          'Policies',
          'What it may call outside',
          'Mesh version',
          'Virtual machines',
          'Requests',
        ] as const) {
          await card(page, title).waitFor();
        }
        await reads(card(page, 'Policies'), ['GET /ratings/*']);
        for (const title of ['Findings', 'Policies'] as const) {
          await card(page, title).evaluate((element, name) => {
            element.setAttribute('data-card', name);
          }, title);
          await expectAccessible(page, `[data-card="${title}"]`);
        }
      },
    );
    await picture('entity-mesh-tab', () => page.screenshot());
    await context.close();
  },
};
