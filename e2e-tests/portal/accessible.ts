import AxeBuilder from '@axe-core/playwright';
import { expect } from '../support/expect';
import { Card, card, openComponent, reads, signIn } from './pages';
import { Journey } from './situation';

const CARDS: Card[] = ['Mesh version', 'Virtual machines', 'Policies'];
const NARROW = 360;

export const accessible: Journey = {
  title: 'For everybody, on every screen',
  async run(checks, { demo, browser, picture }) {
    for (const dark of [false, true]) {
      const theme = dark ? 'dark' : 'light';
      const context = await signIn(browser, demo.url, 'developer', {
        dark,
        height: 1500,
      });
      const page = await openComponent(context, 'ratings');
      for (const title of CARDS) {
        await checks.check(
          `axe finds nothing in ${title}, ${theme}`,
          async () => {
            const shown = card(page, title);
            await reads(shown, [/as of now/]);
            await shown.evaluate((element, name) => {
              element.setAttribute('data-card', name);
            }, title);
            const { violations } = await new AxeBuilder({ page })
              .include(`[data-card="${title}"]`)
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
          },
        );
      }
      if (dark) await picture('entity-page-dark', () => page.screenshot());
      await context.close();
    }

    const context = await signIn(browser, demo.url, 'developer', {
      width: NARROW,
      height: 2200,
    });
    const page = await openComponent(context, 'ratings');
    for (const title of CARDS) {
      await checks.check(`${title} fits ${NARROW} px`, async () => {
        const shown = card(page, title);
        await reads(shown, [/as of now/]);
        const sizes = await shown.evaluate(element => ({
          right: element.getBoundingClientRect().right,
          inner: element.scrollWidth - element.clientWidth,
        }));
        expect(sizes.right <= NARROW && sizes.inner <= 0, 'no overflow', sizes);
      });
    }
    await picture('entity-page-narrow', () => page.screenshot());
    await context.close();
  },
};
