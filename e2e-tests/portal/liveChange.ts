import { card, openComponent, reads, signIn } from './pages';
import { Journey } from './situation';

const ENTRIES =
  '/apis/networking.istio.io/v1/namespaces/bookinfo/workloadentries';

/** Longest time until an open page shows a change, in milliseconds. */
const LIMIT_MS = 3_000;

export const liveChange: Journey = {
  title: 'A change in the cluster shows on an open page',
  async run(checks, { demo, browser }) {
    const context = await signIn(browser, demo.url, 'developer');
    const page = await openComponent(context, 'ratings');
    const machines = card(page, 'Virtual machines');
    await reads(machines, ['2 of 3 machines healthy.']);
    let loads = 0;
    page.on('load', () => {
      loads += 1;
    });
    const east = demo.cluster('east');
    const [entry] = (await east.list(ENTRIES, 'app=ratings')).filter(
      ({ spec }) => spec.address === '10.0.4.17',
    );
    const { name, labels, annotations, ownerReferences } = entry.metadata;

    await checks.check('a machine that leaves, without a reload', async () => {
      await east.delete(`${ENTRIES}/${name}`);
      await reads(machines, ['1 of 2 machines healthy.'], LIMIT_MS);
    });
    await checks.check('a machine that joins, without a reload', async () => {
      await east.create(ENTRIES, {
        apiVersion: entry.apiVersion ?? 'networking.istio.io/v1',
        kind: 'WorkloadEntry',
        metadata: { name, labels, annotations, ownerReferences },
        spec: entry.spec,
      });
      await reads(machines, [/of 3 machines healthy/, 'vm-01'], LIMIT_MS);
      if (loads > 0) throw new Error('the page was loaded again');
    });
    await context.close();
  },
};
