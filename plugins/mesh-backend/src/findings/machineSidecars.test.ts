import { Finding, ReadManifest } from '@meshport/istio';
import { isForMachines } from './machineSidecars';

const manifest = (kind: string, spec: object, namespace = 'shop') =>
  ({
    kind,
    object: { metadata: { name: 'machines', namespace }, spec },
  } as unknown as ReadManifest);

const finding = (more: object = {}) =>
  ({
    code: 'IST0101',
    resource: { kind: 'Sidecar', namespace: 'shop', name: 'machines' },
    ...more,
  } as unknown as Finding);

const sidecar = manifest('Sidecar', {
  workloadSelector: { labels: { app: 'a', class: 'vm' } },
});
const group = (labels: object, namespace?: string) =>
  manifest('WorkloadGroup', { metadata: { labels } }, namespace);
const fitting = group({ app: 'a', class: 'vm', version: 'v1' });

describe('isForMachines', () => {
  it('knows the Sidecar of planned machines', () => {
    expect(isForMachines(finding(), [sidecar, fitting])).toBe(true);
  });

  it('knows the subset of planned machines, and no other', () => {
    const rule = manifest('DestinationRule', {
      subsets: [
        { name: 'container', labels: { class: 'container' } },
        { name: 'vm', labels: { class: 'vm' } },
        { name: 'all' },
      ],
    });
    const ofSubset = (subset: number) =>
      finding({
        code: 'IST0173',
        resource: {
          kind: 'DestinationRule',
          namespace: 'shop',
          name: 'machines',
        },
        path: ['spec', 'subsets', subset, 'labels'],
      });
    expect(
      [0, 1, 2, 3].map(subset =>
        isForMachines(ofSubset(subset), [rule, fitting]),
      ),
    ).toEqual([false, true, false, false]);
    expect(isForMachines(ofSubset(1), [rule])).toBe(false);
    expect(isForMachines(ofSubset(1), [fitting])).toBe(false);
  });

  it.each([
    ['no group', finding(), [sidecar]],
    ['other labels', finding(), [sidecar, group({ app: 'a' })]],
    [
      'another namespace',
      finding(),
      [sidecar, group({ app: 'a', class: 'vm' }, 'other')],
    ],
    ['another finding', finding({ code: 'IST0110' }), [sidecar, fitting]],
    [
      'another kind',
      finding({ resource: { kind: 'Gateway', namespace: 'shop', name: 'x' } }),
      [sidecar, fitting],
    ],
  ])('keeps a finding with %s', (_, one, manifests) => {
    expect(isForMachines(one, manifests)).toBe(false);
  });
});
