import { ReactElement } from 'react';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { ResponseError } from '@backstage/errors';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  DiscoveryScope,
  MeshApi,
  MeshRequestsApi,
  MeshScopeApi,
  MutualTlsPlan,
  SidecarScopeAnswer,
} from '@meshport/backstage-plugin-mesh-common';
import { answer, fresh, ratings } from '../../__testUtils__/answers';
import { meshApiRef, meshRequestsApiRef, meshScopeApiRef } from '../../api';
import { requestsRouteRef } from '../../routes';
import { DiscoveryPage } from '../discovery-scope/DiscoveryPage';
import { SidecarScopeSection } from '../sidecar-scope/SidecarScopeSection';
import { EncryptionPage } from './EncryptionPage';

const create = jest.fn();

function show(element: ReactElement, scope: Partial<MeshScopeApi>) {
  return renderInTestApp(element, {
    initialRouteEntries: ['/'],
    apis: [
      [
        meshApiRef,
        {
          getClusters: async () =>
            answer([{ name: 'east', writable: true }], [fresh('east')]),
        } as unknown as MeshApi,
      ],
      [meshScopeApiRef, scope as MeshScopeApi],
      [meshRequestsApiRef, { create } as unknown as MeshRequestsApi],
    ],
    mountedRoutes: { '/mesh/requests': requestsRouteRef },
  });
}

function refused(status: number, message: string) {
  return ResponseError.fromResponse(
    Response.json(
      {
        error: { name: 'NotAllowedError', message },
        response: { statusCode: status },
      },
      { status },
    ),
  );
}

const PLAN: MutualTlsPlan = {
  cluster: 'east',
  clusters: [fresh('east')],
  mesh: {
    mode: { mode: 'PERMISSIVE', from: 'default' },
    state: 'waiting',
    waitsFor: ['shop'],
    waitsForHidden: 1,
    conflicts: [],
    step: { why: '2 namespaces come first.' },
  },
  namespaces: [
    {
      namespace: 'shop',
      mode: { mode: 'PERMISSIVE', from: 'default' },
      workloads: { inMesh: 3, outside: 1, open: 3 },
      state: 'open',
      cutOff: [
        {
          reason: 'noProxy',
          evidence: 'declared',
          callers: [
            { kind: 'Deployment', namespace: 'shop', name: 'old' },
            { hidden: true },
          ],
          services: [{ namespace: 'shop', name: 'cart', port: 80 }],
          decidedBy: [],
        },
      ],
      staysOpen: [
        {
          workload: { kind: 'Deployment', namespace: 'shop', name: 'cart' },
          port: 9090,
          mode: 'notCaptured',
        },
      ],
      conflicts: [],
      step: {
        request: {
          kind: 'mesh-mtls',
          parameters: { cluster: 'east', namespace: 'shop' },
        },
      },
    },
  ],
  withheld: 2,
  outside: [
    {
      kind: 'Deployment',
      namespace: 'shop',
      name: 'old',
      pods: 2,
      why: 'Its pods have no proxy.',
    },
  ],
  outsideHidden: 1,
  notKnown: ['Calls are in no object.'],
};

describe('the page of encryption', () => {
  it('tells each namespace, who would be cut off, and what it cannot know', async () => {
    await show(<EncryptionPage />, { planMutualTls: async () => PLAN });
    expect(
      await screen.findByText('shop: takes plain calls, too'),
    ).toBeInTheDocument();
    for (const words of [
      '2 namespaces still take plain calls.',
      'One kind of call is known to be refused then.',
      'declared: Deployment shop/old, a workload in a namespace you may not read',
      'to shop/cart:80',
      '2 more namespaces are there that you may not read.',
      'Calls are in no object.',
    ]) {
      expect(screen.getByText(words)).toBeInTheDocument();
    }
    expect(
      screen.queryByRole('button', { name: /whole mesh/ }),
    ).not.toBeInTheDocument();
  });

  it('asks for the step of a namespace', async () => {
    create.mockResolvedValue({ id: 'x' });
    await show(<EncryptionPage />, { planMutualTls: async () => PLAN });
    await userEvent.click(
      await screen.findByRole('button', {
        name: 'Take encrypted calls only in shop',
      }),
    );
    const dialog = within(await screen.findByRole('dialog'));
    await userEvent.type(dialog.getByRole('textbox'), 'Audit');
    await userEvent.click(dialog.getByRole('button', { name: 'Ask for it' }));
    expect(create).toHaveBeenCalledWith({
      kind: 'mesh-mtls',
      parameters: { cluster: 'east', namespace: 'shop' },
      reason: 'Audit',
    });
  });

  it('says what is not known, and what is not allowed', async () => {
    await show(<EncryptionPage />, {
      planMutualTls: async () => ({
        ...PLAN,
        namespaces: [],
        notJudged: 'Pods could not be read.',
      }),
    });
    expect(
      await screen.findByText('Pods could not be read.'),
    ).toBeInTheDocument();
    expect(screen.queryByText('The whole mesh')).not.toBeInTheDocument();
  });

  it('keeps to the words of a refusal', async () => {
    const error = await refused(403, 'Ask team-platform.');
    await show(<EncryptionPage />, {
      planMutualTls: async () => {
        throw error;
      },
    });
    expect(await screen.findByText(/Ask team-platform/)).toBeInTheDocument();
  });
});

const SCOPE: DiscoveryScope = {
  cluster: 'east',
  clusters: [fresh('east')],
  selectors: [],
  invalid: [],
  namespaces: ['shop', 'web'].map(name => ({
    name,
    labels: {},
    now: true,
    then: true,
    services: ['a'],
    pods: { inMesh: 1, outside: 0 },
    machines: 0,
    configuration: { VirtualService: 2 },
    rootCertificate: true,
  })),
  joins: [],
  leaves: [],
  missing: [],
  warnings: [],
  withheld: 0,
  labelKeys: ['istio-discovery'],
};

describe('the page of discovery', () => {
  it('says what is watched, and tries other selectors', async () => {
    const simulateDiscovery = jest.fn(async () => ({
      ...SCOPE,
      proposed: [{}],
      leaves: ['web'],
      missing: [
        {
          object: {
            kind: 'VirtualService',
            cluster: 'east',
            namespace: 'shop',
            name: 'route',
          },
          name: 'a.web.svc.cluster.local',
          why: 'Calls fail.',
        },
      ],
      warnings: ['web has 1 pod in the mesh.'],
    }));
    await show(<DiscoveryPage />, {
      getDiscoveryScope: async () => SCOPE,
      simulateDiscovery,
    });
    expect(
      await screen.findByText(/istiod watches every namespace/),
    ).toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('button', { name: 'See what would fall in and out' }),
    );
    expect(await screen.findByText('Would fall out')).toBeInTheDocument();
    expect(screen.getByText('web has 1 pod in the mesh.')).toBeInTheDocument();
    expect(screen.getByText(/Calls fail\./)).toBeInTheDocument();
    expect(simulateDiscovery).toHaveBeenCalledWith(
      {
        cluster: 'east',
        selectors: [{ matchLabels: { 'istio-discovery': 'enabled' } }],
      },
      expect.anything(),
    );
  });

  it('asks for a label on several namespaces at once', async () => {
    create.mockResolvedValue({ id: 'x' });
    await show(<DiscoveryPage />, { getDiscoveryScope: async () => SCOPE });
    await userEvent.click(
      await screen.findByRole('checkbox', { name: /Choose shop/ }),
    );
    await userEvent.click(screen.getByRole('checkbox', { name: /Choose web/ }));
    await userEvent.click(
      screen.getByRole('button', { name: 'Ask for 2 namespaces' }),
    );
    const dialog = within(await screen.findByRole('dialog'));
    await userEvent.click(dialog.getByRole('button', { name: 'Ask for it' }));
    expect(create).toHaveBeenLastCalledWith({
      kind: 'discovery-labels',
      parameters: {
        cluster: 'east',
        changes: ['shop', 'web'].map(namespace => ({
          namespace,
          labels: { 'istio-discovery': 'enabled' },
        })),
      },
    });
  });

  it('says that wrong selectors are ignored', async () => {
    await show(<DiscoveryPage />, {
      getDiscoveryScope: async () => ({
        ...SCOPE,
        invalid: ['discoverySelectors[0].operator: choose In'],
      }),
    });
    expect(
      await screen.findByText(/istiod ignores all of them/),
    ).toBeInTheDocument();
  });
});

describe('the suggestion of a Sidecar', () => {
  const suggestion: SidecarScopeAnswer = {
    entity: 'component:default/ratings',
    declared: [{ entity: 'component:default/db', relation: 'depends on db' }],
    clusters: [fresh('east')],
    notJudged: [],
    items: [
      {
        cluster: 'east',
        namespace: 'shop',
        yaml: 'kind: Sidecar',
        hosts: [{ host: './db', why: 'The catalog says: depends on db.' }],
        undeclared: [
          {
            host: 'pay.example.org',
            object: { kind: 'ServiceEntry', cluster: 'east' },
            why: 'ServiceEntry pay is there.',
          },
        ],
        warnings: ['Declare it first.'],
        request: { kind: 'manifests', parameters: { cluster: 'east' } },
      },
    ],
  };

  it('tells each host and why, what is not declared, and the object', async () => {
    await show(<SidecarScopeSection entity={ratings} />, {
      getSidecarScope: async () => suggestion,
    });
    expect(await screen.findByText('kind: Sidecar')).toBeInTheDocument();
    expect(
      screen.getByText(/The catalog says: depends on db\./),
    ).toBeInTheDocument();
    expect(screen.getByText(/ServiceEntry pay is there/)).toBeInTheDocument();
    expect(screen.getByText('Declare it first.')).toBeInTheDocument();
  });

  it('leads somewhere when nothing is declared', async () => {
    await show(<SidecarScopeSection entity={ratings} />, {
      getSidecarScope: async () => ({ ...suggestion, declared: [], items: [] }),
    });
    expect(
      await screen.findByText(/Declare it with dependsOn/),
    ).toBeInTheDocument();
  });
});
