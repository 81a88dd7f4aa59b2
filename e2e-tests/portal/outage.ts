import { card, openComponent, reads, signIn } from './pages';
import { Journey } from './situation';

export const outage: Journey = {
  title: 'A cluster that stops',
  async run(checks, { demo, browser, picture }) {
    const context = await signIn(browser, demo.url, 'developer', {
      height: 1500,
    });
    const page = await openComponent(context, 'ratings');
    const version = card(page, 'Mesh version');
    await reads(version, [/as of now/]);
    try {
      await checks.check(
        'the card says since when, and keeps its data',
        async () => {
          await demo.faults('west', { stop: true });
          await reads(
            version,
            [
              /does not answer since/,
              /What you see of it is from then/,
              /1\.30\.\d/,
            ],
            60_000,
          );
          await picture('cluster-stale', () => page.screenshot());
        },
      );
    } finally {
      await demo.faults('west', { start: true });
    }
    await checks.check(
      'it is as of now again when the cluster is back',
      async () => {
        await version
          .getByText(/does not answer since/)
          .waitFor({ state: 'detached', timeout: 90_000 });
        await reads(version, [/as of now/]);
      },
    );
    await context.close();
  },
};
