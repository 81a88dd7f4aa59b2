import { Entity } from '@backstage/catalog-model';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { EntityProvider } from '@backstage/plugin-catalog-react';
import { SignalApi, signalApiRef } from '@backstage/plugin-signals-react';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  MeshApi,
  MeshCertificatesApi,
  MeshEgressApi,
  MeshRequestsApi,
} from '@meshport/backstage-plugin-mesh-common';
import {
  answer,
  fresh,
  ratings,
  threeMachines,
} from '../../__testUtils__/answers';
import {
  meshApiRef,
  meshCertificatesApiRef,
  meshEgressApiRef,
  meshRequestsApiRef,
} from '../../api';
import { MeshTab } from './MeshTab';

/** The cards are tested where they are; here it counts which are shown. */
jest.mock('../certificates/EntityCertificatesCard', () => ({
  EntityCertificatesCard: () => <p>card: certificates</p>,
}));
jest.mock('../egress/EntityEgressCard', () => ({
  EntityEgressCard: () => <p>card: egress</p>,
}));
jest.mock('../findings/FindingsCard', () => ({
  FindingsCard: () => <p>card: findings</p>,
}));
jest.mock('../policies/PoliciesCard', () => ({
  PoliciesCard: () => <p>card: policies</p>,
}));
jest.mock('../requests/EntityRequestsCard', () => ({
  EntityRequestsCard: () => <p>card: requests</p>,
}));
jest.mock('../sidecar-scope/EntitySidecarScope', () => ({
  EntitySidecarScope: () => <p>card: sidecar scope</p>,
}));
jest.mock('../sidecar-scope/EntitySidecarScope', () => ({
  EntitySidecarScope: () => <p>card: sidecar scope</p>,
}));
jest.mock('../version/VersionCard', () => ({
  VersionCard: () => <p>card: version</p>,
}));
jest.mock('../virtual-machines/VirtualMachinesCard', () => ({
  VirtualMachinesCard: () => <p>card: machines</p>,
}));

const VERSION = {
  cluster: 'east',
  membership: 'sidecar',
  instances: { total: 1234, inMesh: 3 },
  controlPlanes: [],
  proxies: [
    {
      version: '1.30.2',
      kind: 'sidecar',
      count: 3,
      examples: [],
      restartNeeded: false,
    },
  ],
};
const REPORT = {
  cluster: 'east',
  namespace: 'shop',
  callers: [{}, {}],
  egress: [{}],
  routes: [
    {
      hosts: ['ratings'],
      destinations: [
        { host: 'ratings', subset: 'pods', weight: 75 },
        { host: 'ratings', subset: 'machines', weight: 25 },
      ],
      decidedBy: {
        kind: 'VirtualService',
        cluster: 'east',
        namespace: 'shop',
        name: 'ratings',
      },
    },
  ],
  effects: {
    subsets: [
      { name: 'pods', labels: { class: 'container' } },
      { name: 'machines', labels: { class: 'vm' } },
    ],
  },
};

function show(entity: Entity, path = '/', over: object = {}) {
  const east = [fresh('east')];
  const api = {
    getVersion: async () => answer([VERSION], east),
    getPolicies: async () => answer([REPORT], east),
    getVirtualMachines: async () => ({
      ...answer(threeMachines, east),
      page: { total: 3, limit: 1 },
    }),
    getEntityFindings: async () => ({ ...answer([], east), notJudged: [] }),
    ...over,
  };
  renderInTestApp(
    <EntityProvider entity={entity}>
      <MeshTab />
    </EntityProvider>,
    {
      initialRouteEntries: [path],
      apis: [
        [meshApiRef, api as unknown as MeshApi],
        [meshEgressApiRef, {} as MeshEgressApi],
        [
          meshCertificatesApiRef,
          {
            getEntityCertificates: async () => answer([{}, {}], east),
          } as unknown as MeshCertificatesApi,
        ],
        [
          meshRequestsApiRef,
          {
            list: async () => ({ items: [], total: 7, limit: 1, offset: 0 }),
          } as unknown as MeshRequestsApi,
        ],
        // Undefined stands for an app without signals.
        [signalApiRef, undefined as unknown as SignalApi],
      ],
    },
  );
}

const cards = () => screen.getAllByText(/^card: /).map(one => one.textContent);

describe('the tab of an entity', () => {
  it('shows what is wrong first, then all that is known', async () => {
    show(ratings);
    await screen.findByText('card: version');
    expect(cards()).toEqual([
      'card: findings',
      'card: policies',
      'card: egress',
      'card: version',
      'card: machines',
      'card: requests',
    ]);
  });

  it('says beside each section how much is in it', async () => {
    show(ratings);
    const sections = within(
      await screen.findByRole('navigation', { name: 'Sections' }),
    );
    for (const name of [
      'Instances1,234',
      'Callers and calls3',
      'Routes1',
      'Machines3',
      'Certificates2',
      'Findings0',
      'Requests7',
    ]) {
      expect(await sections.findByRole('link', { name })).toBeInTheDocument();
    }
  });

  it('claims no zero of what is not known', async () => {
    show(ratings, '/', {
      getEntityFindings: async () => ({
        ...answer([], [{ ...fresh('east'), state: 'unreachable' }]),
        notJudged: [],
      }),
    });
    await screen.findByRole('link', { name: 'Machines3' });
    expect(screen.getByRole('link', { name: 'Findings' })).toBeInTheDocument();
  });

  it.each([
    ['calls', ['card: policies', 'card: egress', 'card: sidecar scope']],
    ['machines', ['card: machines']],
    ['certificates', ['card: certificates']],
    ['findings', ['card: findings']],
    ['requests', ['card: requests']],
  ])('shows section %s of the address', async (section, expected) => {
    show(ratings, `/?section=${section}`);
    await screen.findByText(expected[0]);
    expect(cards().sort()).toEqual([...expected].sort());
  });

  it('keeps the rest of the address when another section is chosen', async () => {
    show(ratings, '/?section=findings&lang=en');
    await screen.findByText('card: findings');
    const machines = await screen.findByRole('link', { name: /Machines/ });
    expect(machines).toHaveAttribute('href', '/?lang=en&section=machines');
    await userEvent.click(machines);
    expect(await screen.findByText('card: machines')).toBeInTheDocument();
    expect(machines).toHaveAttribute('aria-current', 'page');
  });

  it('shows all of it for a section that there is not', async () => {
    show(ratings, '/?section=nothing');
    expect(await screen.findByText('card: version')).toBeInTheDocument();
  });

  it('counts instances by cluster', async () => {
    show(ratings, '/?section=instances');
    const row = (await screen.findByRole('rowheader')).closest('tr')!;
    expect(
      within(row)
        .getAllByRole('cell')
        .map(cell => cell.textContent),
    ).toEqual(['1,234', '3', '3 sidecar on 1.30.2']);
  });

  it('says how machines and pods share the calls', async () => {
    show(ratings, '/?section=routes');
    expect(
      await screen.findByText(
        'Machines and pods share the calls to ratings: 25 % to machines, 75 % to pods.',
      ),
    ).toBeInTheDocument();
    expect(screen.getByText('virtual machines')).toBeInTheDocument();
  });

  it('tells once how to connect a component that is not', async () => {
    const metadata = { ...ratings.metadata, annotations: {} };
    show({ ...ratings, metadata });
    await screen.findByText('card: version');
    expect(cards()).toEqual(['card: version']);
    expect(screen.queryByRole('navigation')).not.toBeInTheDocument();
  });
});
