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
    await context.close();
  },
};
