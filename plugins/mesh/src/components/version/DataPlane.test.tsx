import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { MeshVersion } from '@meshport/backstage-plugin-mesh-common';
import { answer, eastVersion, fresh } from '../../__testUtils__/answers';
import { renderCard } from '../../__testUtils__/renderCard';
import { VersionCard } from './VersionCard';

function show(version: Partial<MeshVersion>) {
  renderCard(<VersionCard />, {
    getVersion: async () =>
      answer([{ ...eastVersion, ...version }], [fresh('east')]),
  });
}

async function open(name: string) {
  await userEvent.click(await screen.findByRole('button', { name }));
  return within(await screen.findByRole('dialog'));
}

const proxies = eastVersion.proxies;

describe('the data plane on the version card', () => {
  it('says nothing of how versions are known where all is read', async () => {
    show({ proxyReading: { state: 'read' } });
    expect(await screen.findByText('In the mesh in east.')).toBeInTheDocument();
    expect(screen.queryByText('How is this known?')).not.toBeInTheDocument();
    expect(screen.queryByText(/not connected/)).not.toBeInTheDocument();
  });

  it('says why istiod could not be asked', async () => {
    show({
      proxyReading: {
        state: 'notReadable',
        why: 'Meshport may not forward a port to istiod.',
      },
    });
    const dialog = await open('How is this known?');
    expect(
      dialog.getByText('Meshport may not forward a port to istiod.'),
    ).toBeInTheDocument();
    expect(dialog.getByText(/read off images/)).toBeInTheDocument();
  });

  it('names proxies that are not connected', async () => {
    show({
      proxies: [
        {
          ...proxies[0],
          disconnected: { count: 2, examples: ['bookinfo/a', 'bookinfo/b'] },
        },
      ],
    });
    expect(
      await screen.findByText(
        /2 proxies are not connected to the control plane\./,
      ),
    ).toBeInTheDocument();
    const dialog = await open('More');
    expect(dialog.getByText(/bookinfo\/a\s+bookinfo\/b/)).toBeInTheDocument();
  });

  it.each([
    ['ahead', /1 proxy runs a newer minor version than its control plane/],
    ['behind', /1 proxy is more than one minor version older/],
  ] as const)('says that a proxy is %s', async (skew, words) => {
    show({ proxies: [{ ...proxies[0], count: 1, skew }] });
    expect(await screen.findByText(words)).toBeInTheDocument();
  });

  it('says that a namespace names a tag that does not exist', async () => {
    show({
      follows: [
        {
          namespace: 'bookinfo',
          mode: 'missing',
          wanted: 'prdo',
          label: 'istio.io/rev=prdo',
        },
      ],
    });
    expect(
      await screen.findByText(
        /Namespace bookinfo names prdo, which no control plane and no tag bears\./,
      ),
    ).toBeInTheDocument();
    const dialog = await open('More');
    expect(dialog.getByText(/istio\.io\/rev=prdo/)).toBeInTheDocument();
  });

  it('names the tags of a revision', async () => {
    const [plane] = eastVersion.controlPlanes;
    show({
      controlPlanes: [{ ...plane, revision: 'canary', tags: ['prod'] }],
    });
    expect(await screen.findByText(/\(tag prod\)/)).toBeInTheDocument();
  });

  it('shows the ambient part: ztunnels, waypoints and what lacks', async () => {
    show({
      proxies: [],
      ambient: {
        captured: 2,
        ztunnels: [
          { version: '1.28.1', count: 1, skew: 'behind' },
          { version: '1.30.2', count: 1 },
        ],
        withoutZtunnel: { count: 1, examples: ['bookinfo/c'] },
        waypoints: [
          {
            namespace: 'bookinfo',
            name: 'wp',
            target: 'service',
            count: 1,
            examples: ['bookinfo/ratings'],
            versions: [{ version: '1.30.2', count: 1 }],
          },
          {
            hidden: true,
            target: 'workload',
            count: 1,
            examples: ['bookinfo/a'],
            versions: [],
            problem: 'It has no address.',
          },
        ],
      },
    });
    for (const words of [
      '2 pods in the ambient mesh: 1 ztunnel on 1.28.1, 1 ztunnel on 1.30.2',
      'Waypoint wp in bookinfo takes the traffic of 1 service (1.30.2)',
    ]) {
      expect(await screen.findByText(words)).toBeInTheDocument();
    }
    for (const words of [
      /A ztunnel on 1\.28\.1 is more than one minor version older/,
      /1 pod is on a node without a ztunnel that is ready/,
      /A waypoint in a namespace that you may not read is asked for, but takes no traffic/,
    ]) {
      expect(screen.getByText(words)).toBeInTheDocument();
    }
  });
});
