import { expect } from '../support/expect';
import { Card, card, openComponent, reads, signIn, upperPart } from './pages';
import { Journey } from './situation';

const CARDS: Card[] = ['Mesh version', 'Virtual machines', 'Policies'];
const NAME = 'not-for-reviewers';

export const forbidden: Journey = {
  title: 'What a person may not do is said',
  async run(checks, { demo, browser, picture }) {
    const developer = await signIn(browser, demo.url, 'developer');
    const page = await openComponent(developer, 'payments');
    for (const title of CARDS) {
      await checks.check(`another team’s namespace: ${title}`, async () => {
        await reads(card(page, title), [
          /You may not read namespace payments in/,
          /team-payments|Payments team/,
        ]);
        const text = await card(page, title).innerText();
        expect(
          !/No machine runs|Nothing of this component|Not in the mesh/.test(
            text,
          ),
          'nothing is said of what is there',
          text,
        );
      });
    }
    await picture('forbidden', () => page.screenshot());
    await developer.close();

    await checks.check(
      'a reviewer reads what the developer may not',
      async () => {
        const reviewer = await signIn(browser, demo.url, 'reviewer');
        const shown = await openComponent(reviewer, 'payments');
        await reads(card(shown, 'Mesh version'), [/In the mesh in/]);
        await reviewer.close();
      },
    );
    await checks.check(
      'a reviewer’s apply is refused, and nothing is applied',
      async () => {
        const task = await demo.as('reviewer').runTemplate('egress-gateway', {
          cluster: 'east',
          namespace: 'bookinfo',
          name: NAME,
          host: 'httpbin.org',
          protocol: 'TLS-ORIGINATION',
          component: 'component:default/ratings',
          owner: 'group:default/team-ratings',
          delivery: 'apply',
          replicas: 1,
        });
        expect(
          task.status === 'failed' &&
            /you may not apply to bookinfo/.test(task.log),
          'the task fails with a clear word',
          task.log,
        );
        const made = await demo
          .cluster('east')
          .list(
            '/apis/networking.istio.io/v1/serviceentries',
            `meshport.dev/egress-gateway=${NAME}`,
          );
        expect(made.length === 0, 'nothing is in the cluster', made);
        const reviewer = await signIn(browser, demo.url, 'reviewer');
        const shown = await reviewer.newPage();
        await shown.goto(`/create/tasks/${task.id}`);
        await shown
          .getByText(/you may not apply to bookinfo/)
          .first()
          .waitFor();
        await picture('apply-refused', () => upperPart(shown, 500));
        await reviewer.close();
      },
    );
  },
};
