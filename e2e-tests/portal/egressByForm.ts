import { Page } from '@playwright/test';
import { eventually } from '../support/eventually';
import { expect } from '../support/expect';
import { Kubernetes } from '../support/kubernetes';
import { fillForm, makeIt } from './egressForm';
import { card, openComponent, reads, signIn } from './pages';
import { Journey } from './situation';

const HOST = 'httpbin.org';
const NAME = 'httpbin-out';
const SELECTOR = `meshport.dev/egress-gateway=${NAME}`;
const KINDS = [
  '/api/v1/serviceaccounts',
  '/api/v1/services',
  '/apis/apps/v1/deployments',
  '/apis/networking.istio.io/v1/serviceentries',
  '/apis/networking.istio.io/v1/gateways',
  '/apis/networking.istio.io/v1/virtualservices',
  '/apis/networking.istio.io/v1/destinationrules',
  '/apis/security.istio.io/v1/authorizationpolicies',
];

/** A demo that ran before may have the gateway already. */
async function removeGateway(cluster: Kubernetes): Promise<void> {
  for (const kind of KINDS) {
    const plural = kind.split('/').pop()!;
    const base = kind.slice(0, -plural.length);
    for (const { metadata } of await cluster.list(kind, SELECTOR)) {
      await cluster.delete(
        `${base}namespaces/${metadata.namespace}/${plural}/${metadata.name}`,
      );
    }
  }
}

export const egressByForm: Journey = {
  title: 'An egress gateway by the form',
  async run(checks, { demo, browser, picture }) {
    const cluster = demo.cluster('east');
    await removeGateway(cluster);
    const objects = async () =>
      (
        await Promise.all(KINDS.map(kind => cluster.list(kind, SELECTOR)))
      ).flat();
    const task = (id: string) =>
      eventually(90, async () => {
        const found = await demo
          .as('developer')
          .request(`/api/scaffolder/v2/tasks/${id}`);
        expect(
          found.status === 'completed',
          'the task is completed',
          found.status,
        );
        return found;
      });

    const context = await signIn(browser, demo.url, 'developer', {
      height: 1500,
    });
    const watching = await openComponent(context, 'ratings');
    await watching.evaluate(() => {
      (window as any).openedOnce = true;
    });
    let form!: Page;
    await checks.must('the card leads to the form', async () => {
      form = await openComponent(context, 'ratings');
      await card(form, 'Policies')
        .getByRole('link', { name: /Open a way out/ })
        .first()
        .click();
      await form
        .getByRole('heading', { name: /Egress gateway/ })
        .first()
        .waitFor();
    });
    await checks.must('the form is filled and sent', async () => {
      await fillForm(form, { host: HOST, name: NAME });
      await task(await makeIt(form));
    });
    await checks.check('the page of the task ends green', async () => {
      await form
        .getByText(/[1-9]\d* objects created, 0 changed/)
        .first()
        .waitFor();
    });
    await checks.check('the objects are in the cluster', async () => {
      const kinds = (await objects()).map(({ kind }) => kind).sort();
      expect(kinds.length >= 7, 'one of each kind at least', kinds);
    });
    await checks.check(
      'the Policies card shows the way without a reload',
      async () => {
        await reads(
          card(watching, 'Policies'),
          [HOST, `by gateway ${NAME}`],
          // It is told by a signal; by itself it would ask only once a minute.
          10_000,
        );
        const reloaded = await watching.evaluate(
          () => !(window as any).openedOnce,
        );
        expect(!reloaded, 'the page was not loaded anew', reloaded);
        await picture('policies-after', () =>
          card(watching, 'Policies').screenshot(),
        );
      },
    );
    await checks.check('the same again changes nothing', async () => {
      const before = await objects();
      const again = await openComponent(context, 'ratings');
      await card(again, 'Policies')
        .getByRole('link', { name: /Open a way out/ })
        .first()
        .click();
      await fillForm(again, { host: HOST, name: NAME });
      await task(await makeIt(again));
      await again
        .getByText(
          new RegExp(
            `0 objects created, 0 changed, ${before.length} already so`,
          ),
        )
        .first()
        .waitFor();
      const versions = (list: any[]) =>
        list
          .map(({ metadata }) => `${metadata.uid} ${metadata.generation}`)
          .sort()
          .join();
      expect(
        versions(await objects()) === versions(before),
        'nothing moved',
        'a change',
      );
    });
    await context.close();
  },
};
