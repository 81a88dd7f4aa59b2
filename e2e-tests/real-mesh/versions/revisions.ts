import { Checks } from '../../support/Checks';
import { eventually } from '../../support/eventually';
import { expect } from '../../support/expect';
import { Situation } from '../situation';
import { injection, removeNamespaces } from './injection';
import { istioctlVersion, named } from './istioctl';

/** What the equipment sets at its first installation, for a second one beside it. */
const SETTINGS = [
  'profile=minimal',
  'values.global.multiCluster.clusterName=east',
  'values.global.network=net-east',
  'values.global.meshID=mesh1',
  'values.telemetry.enabled=false',
  'values.pilot.env.PILOT_ENABLE_ALPN_FILTER=false',
  'values.pilot.env.PILOT_ENABLE_METADATA_EXCHANGE=false',
];
const FOLLOWER = 'canary-shop';

/** A second control plane with a tag, and who follows what. */
export async function revisions(
  checks: Checks,
  situation: Situation,
): Promise<void> {
  const { kubectl, people } = situation;
  const cluster = async (person: 'platform' | 'developer') =>
    (await people[person].request('/api/mesh/clusters')).items[0].controlPlanes;

  await checks.must('a second revision with a tag is installed', async () => {
    await kubectl.istioctl(
      ...['install', '--skip-confirmation', '--revision', 'canary'],
      ...SETTINGS.flatMap(setting => ['--set', setting]),
    );
    await kubectl.istioctl('tag', 'set', 'prod', '--revision', 'canary');
  });
  await injection(checks, situation);
  await checks.check('tells revisions, tags and who follows them', () =>
    eventually(60, async () => {
      const tags = JSON.parse(
        await kubectl.istioctl('tag', 'list', '-o', 'json'),
      ).map(
        (one: any) => `${one.tag ?? one.Tag} ${one.revision ?? one.Revision}`,
      );
      const { revisions: told, missingRevisions } = await cluster('platform');
      const [canary, standard] = told;
      expect(
        told.length === 2 &&
          String(
            told
              .flatMap((one: any) =>
                one.tags.map((tag: string) => `${tag} ${one.revision}`),
              )
              .sort(),
          ) === String(tags.sort()),
        `the tags are ${tags}`,
        told,
      );
      const { istiods } = await istioctlVersion(kubectl, 'canary');
      expect(
        canary.revision === 'canary' &&
          !canary.isDefault &&
          canary.controlPlane?.version === istiods[0] &&
          canary.controlPlane.source === 'istiod' &&
          canary.problem === undefined &&
          standard.isDefault,
        'canary runs beside the default, in the version that istioctl names',
        told,
      );
      const followers = canary.followers.map((one: any) => one.namespace);
      expect(
        String(followers.sort()) ===
          'asks-ambient-and-tag,asks-revision,asks-tag' &&
          canary.followers.find((one: any) => one.namespace === 'asks-tag')
            .tag === 'prod',
        'namespaces follow it by its name and by its tag',
        canary.followers,
      );
      expect(
        missingRevisions.length === 1 &&
          missingRevisions[0].name === 'prdo' &&
          String(missingRevisions[0].namespaces) === 'asks-missing',
        'one namespace names a tag that does not exist',
        missingRevisions,
      );
    }),
  );
  await checks.check('names no namespace that a developer may not read', () =>
    eventually(30, async () => {
      const all = await cluster('platform');
      const theirs = await cluster('developer');
      for (const [index, one] of theirs.revisions.entries()) {
        expect(
          one.followers.length + one.withheldFollowers ===
            all.revisions[index].followers.length,
          'what is withheld is counted',
          one,
        );
      }
    }),
  );
  await checks.check('knows the proxies of the second revision', async () => {
    await kubectl.create({
      apiVersion: 'v1',
      kind: 'List',
      items: [
        {
          apiVersion: 'v1',
          kind: 'Namespace',
          metadata: { name: FOLLOWER, labels: { 'istio.io/rev': 'prod' } },
        },
        {
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: { name: 'client', namespace: FOLLOWER },
          spec: { containers: [{ name: 'app', image: 'any' }] },
        },
      ],
    });
    await eventually(90, async () => {
      const of = async (revision: string) =>
        (await istioctlVersion(kubectl, revision)).proxies;
      const real = [...(await of('default')), ...(await of('canary'))];
      const { proxies } = await cluster('platform');
      const counted = proxies.versions.reduce(
        (sum: number, one: any) => sum + one.count,
        0,
      );
      expect(
        named(real).some(one => one.startsWith(`${FOLLOWER}/client `)) &&
          proxies.state === 'read' &&
          counted === real.length,
        `${real.length} proxies of both istiods`,
        proxies,
      );
    });
  });
  await checks.check('forgets the revision when it is gone', async () => {
    await kubectl.run('delete', 'namespace', FOLLOWER, '--wait=false');
    await removeNamespaces(kubectl);
    await kubectl.istioctl('tag', 'remove', 'prod', '--skip-confirmation');
    await kubectl.istioctl(
      ...['uninstall', '--revision', 'canary', '--skip-confirmation'],
    );
    await eventually(90, async () => {
      const { revisions: told, missingRevisions } = await cluster('platform');
      expect(
        told.length === 1 && told[0].isDefault && missingRevisions.length === 0,
        'the default revision alone is left',
        told,
      );
    });
  });
}
