import { renderInTestApp } from '@backstage/frontend-test-utils';
import { SignalApi, signalApiRef } from '@backstage/plugin-signals-react';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  FleetOverview,
  MeshApi,
  MeshEgressApi,
  MeshFleetApi,
} from '@meshport/backstage-plugin-mesh-common';
import { stale, unreachable } from '../../__testUtils__/answers';
import { fleetCluster, overview } from '../../__testUtils__/fleet';
import { meshApiRef, meshEgressApiRef, meshFleetApiRef } from '../../api';
import {
  certificatesRouteRef,
  clustersRouteRef,
  findingsRouteRef,
  machinesRouteRef,
  remoteClustersRouteRef,
  requestsRouteRef,
  upgradesRouteRef,
} from '../../routes';
import { OverviewPage } from './OverviewPage';

function show(reply: () => Promise<FleetOverview>, path = '/') {
  const getOverview = jest.fn(reply);
  renderInTestApp(<OverviewPage />, {
    initialRouteEntries: [path],
    apis: [
      [meshApiRef, {} as MeshApi],
      [meshEgressApiRef, {} as MeshEgressApi],
      [meshFleetApiRef, { getOverview } as MeshFleetApi],
      // Undefined stands for an app without signals.
      [signalApiRef, undefined as unknown as SignalApi],
    ],
    mountedRoutes: {
      '/mesh/certificates': certificatesRouteRef,
      '/mesh/clusters': clustersRouteRef,
      '/mesh/findings': findingsRouteRef,
      '/mesh/virtual-machines': machinesRouteRef,
      '/mesh/remote-clusters': remoteClustersRouteRef,
      '/mesh/requests': requestsRouteRef,
      '/mesh/upgrades': upgradesRouteRef,
    },
  });
  return getOverview;
}

const WEST = fleetCluster('west', {
  role: 'remote',
  primary: 'east',
  upgrade: { state: 'endOfLife', version: '1.28.9', endOfLife: '2026-07-01' },
  findings: { error: 2, warning: 1, info: 0 },
  machines: {
    total: 12_345,
    byHealth: { healthy: 12_344, unhealthy: 0, disconnected: 1, unknown: 0 },
  },
  remoteLinks: { total: 1, broken: 1 },
});

const cellsOf = async (name: RegExp | string) => {
  const row = (await screen.findByRole('rowheader', { name })).closest('tr')!;
  return within(row)
    .getAllByRole('cell')
    .map(cell => cell.textContent);
};

describe('the page of the fleet', () => {
  it('says first that nothing needs anybody, when that is known', async () => {
    show(async () => overview([fleetCluster('east')]));
    expect(await screen.findByText('Nothing needs you.')).toBeInTheDocument();
  });

  it('does not claim that nothing needs anybody while something is not known', async () => {
    show(async () =>
      overview([fleetCluster('east')], {
        missing: [
          { part: 'findings', state: 'forbidden', why: 'Ask the platform.' },
        ],
      }),
    );
    expect(
      await screen.findByText('Nothing of what is known needs you.'),
    ).toBeInTheDocument();
    expect(
      screen.getByText('Findings are not shown: Ask the platform.'),
    ).toBeInTheDocument();
  });

  it('leads from each thing to its next step', async () => {
    const need = (page: any, over: object = {}) => ({
      severity: 'error' as const,
      code: page,
      message: `${page} is the matter.`,
      clusters: ['west'],
      to: { page, cluster: 'west', ...over },
    });
    show(async () =>
      overview([fleetCluster('east')], {
        needs: [
          need('certificates'),
          need('findings'),
          need('remoteLink', { remote: 'lab' }),
          need('requests', { cluster: undefined }),
          need('upgrades'),
          need('virtualMachines'),
        ],
      }),
    );
    const list = await screen.findByRole('region', {
      name: '6 things need you',
    });
    expect(
      within(list)
        .getAllByRole('link')
        .map(link => link.getAttribute('href')),
    ).toEqual([
      '/mesh/certificates/west',
      '/mesh/findings?cluster=west&severity=error',
      '/mesh/remote-clusters/west/lab',
      '/mesh/requests?view=to-approve',
      '/mesh/upgrades?cluster=west',
      '/mesh/virtual-machines?cluster=west',
    ]);
  });

  it('does not push the clusters off the screen with a hundred things', async () => {
    show(async () =>
      overview([fleetCluster('east')], {
        needs: Array.from({ length: 100 }, (_, index) => ({
          severity: 'warning' as const,
          code: 'machines-lost',
          message: `Thing ${index}.`,
          clusters: [`c${index}`],
          to: { page: 'virtualMachines' as const, cluster: `c${index}` },
        })),
      }),
    );
    const list = await screen.findByRole('region', { name: /100 things/ });
    expect(within(list).getAllByRole('listitem')).toHaveLength(6);
    await userEvent.click(screen.getByRole('button', { name: 'Show all 100' }));
    expect(within(list).getAllByRole('listitem')).toHaveLength(100);
  });

  it('shows a row for each cluster, and what is not known as not known', async () => {
    show(async () =>
      overview([
        WEST,
        { name: 'lab', upgrade: { state: 'unknown' } },
        fleetCluster('east'),
      ]),
    );
    const west = await cellsOf(/west/);
    expect(west[0]).toContain('past its end of life (Jul 1, 2026)');
    expect(west[2]).toBe('12,3451 lost');
    expect(west[3]).toBe('32 errors');
    expect(west[5]).toBe('11 broken');
    expect(await cellsOf(/lab/)).toEqual([
      'version not known',
      'not known',
      'not known',
      'not known',
      'not known',
      'not known',
      'now',
    ]);
  });

  it('says in its row how well a cluster is known', async () => {
    const items = ['east', 'west', 'gone'].map(name => fleetCluster(name));
    show(async () => {
      const answer = overview(items);
      return {
        ...answer,
        clusters: [answer.clusters[0], stale('west', 6), unreachable('gone')],
      };
    });
    expect((await cellsOf(/east/)).at(-1)).toBe('now');
    expect((await cellsOf(/west/)).at(-1)).toMatch(/^since \d\d:\d\d$/);
    expect((await cellsOf(/gone/)).at(-1)).toBe('never read');
  });

  it('narrows by what the address says, and back', async () => {
    show(
      async () => overview([WEST, fleetCluster('east')]),
      '/?only=findings&text=1.28&network=net-west',
    );
    // Its revision is of another version: only the words left it out.
    expect(await screen.findByText('No cluster matches.')).toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('button', { name: 'Show all of them' }),
    );
    expect(await screen.findAllByRole('rowheader')).toHaveLength(2);
  });

  it('shows the clusters of which something is the matter', async () => {
    show(
      async () => overview([WEST, fleetCluster('east')]),
      '/?only=links&only=old',
    );
    expect(await screen.findByText('1 of 2 clusters')).toBeInTheDocument();
    expect(screen.getAllByRole('rowheader')).toHaveLength(1);
  });

  it('reads the topology as a table, too', async () => {
    const one = overview([WEST, fleetCluster('east')]);
    show(async () => ({
      ...one,
      topology: {
        ...one.topology!,
        links: [
          {
            primary: 'east',
            remote: 'west',
            clusterId: 'west',
            sync: 'timeout',
          },
        ],
      },
    }));
    expect(
      await screen.findByRole('img', { name: /Networks as frames/ }),
    ).toBeInTheDocument();
    await userEvent.click(screen.getByRole('radio', { name: 'Table' }));
    const link = await screen.findByRole('link', { name: 'east reads west' });
    expect(link).toHaveAttribute('href', '/mesh/remote-clusters/east/west');
    expect(screen.getByText('Not read in time')).toBeInTheDocument();
    expect(screen.queryByRole('img')).not.toBeInTheDocument();
  });

  it('asks again for what was not ready in time', async () => {
    const getOverview = show(async () =>
      overview([fleetCluster('east')], {
        missing: [
          { part: 'remoteLinks', state: 'pending', why: 'Clusters are asked.' },
        ],
        topology: undefined,
      }),
    );
    expect(
      await screen.findByText('Which clusters read which is not known now.'),
    ).toBeInTheDocument();
    getOverview.mockResolvedValue(overview([fleetCluster('east')]));
    await waitFor(() => expect(screen.getByRole('img')).toBeInTheDocument(), {
      timeout: 20_000,
    });
  }, 30_000);

  it('keeps what was known when it cannot be refreshed', async () => {
    const getOverview = show(async () => overview([fleetCluster('east')]));
    await screen.findByText('Nothing needs you.');
    getOverview.mockRejectedValue(new Error('Failed to fetch'));
    window.dispatchEvent(new Event('focus'));
    expect(
      await screen.findByText(/could not be refreshed since/),
    ).toBeInTheDocument();
    expect(screen.getByRole('rowheader')).toBeInTheDocument();
  });
});
