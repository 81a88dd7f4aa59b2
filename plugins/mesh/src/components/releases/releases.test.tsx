import { renderInTestApp } from '@backstage/frontend-test-utils';
import { configure, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  MeshReleasesApi,
  MeshRequestsApi,
  ReleasesAnswer,
  RevisionTagPlan,
  RevisionTagsAnswer,
  UpgradePathAnswer,
} from '@meshport/backstage-plugin-mesh-common';
import { fresh } from '../../__testUtils__/answers';
import { meshApiRef, meshReleasesApiRef, meshRequestsApiRef } from '../../api';
import { ReleasesSection } from './ReleasesSection';
import { TagsSection } from './TagsSection';
import { UpgradePathSection } from './UpgradePathSection';

// Machines may be busy.
jest.setTimeout(60_000);
configure({ asyncUtilTimeout: 10_000 });

const path: UpgradePathAnswer = {
  cluster: 'east',
  kubernetes: '1.31',
  controlPlanes: [{ revision: 'default', version: '1.29.8' }],
  state: 'path',
  summary: 'From 1.29.8 to 1.30.5 in 1 step of the control plane.',
  from: '1.29.8',
  to: '1.30.5',
  flavour: 'istio',
  steps: [
    {
      kind: 'kubernetes',
      from: '1.31',
      to: '1.32',
      why: 'Istio 1.30 needs it.',
      cautions: [],
    },
    {
      kind: 'controlPlane',
      from: '1.29.8',
      to: '1.30.5',
      why: 'This is the version that the path leads to.',
      cautions: ['Try it first.'],
    },
  ],
  cautions: ['1.30 is supported until 2026-11-30 only.'],
  clusters: [fresh('east')],
};

const releases: ReleasesAnswer = {
  cluster: 'east',
  kubernetes: '1.34',
  source: 'builtIn',
  upToDate: false,
  releases: [
    {
      version: '1.31.1',
      minor: '1.31',
      flavour: 'istio',
      status: 'supported',
      endOfLife: '2027-02-28',
      endOfLifeExpected: true,
      securityPatch: true,
      newest: true,
      kubernetes: ['1.32', '1.33', '1.34'],
      fit: 'supported',
      runs: [],
    },
    {
      version: '1.28.10-tetrate1',
      minor: '1.28',
      flavour: 'tetrate',
      status: 'endOfLife',
      endOfLife: '2026-07-01',
      endOfLifeOf: 'istio',
      securityPatch: false,
      newest: true,
      kubernetes: ['1.30'],
      fit: 'tooNew',
      runs: ['canary'],
    },
    {
      version: '1.28.8',
      minor: '1.28',
      flavour: 'istio',
      status: 'endOfLife',
      endOfLife: '2026-07-01',
      securityPatch: true,
      newest: false,
      kubernetes: ['1.30'],
      fit: 'tooNew',
      runs: [],
    },
  ],
  remarks: [
    {
      code: 'END_OF_LIFE',
      severity: 'error',
      message: 'Its support ended.',
    },
  ],
  drift: [
    {
      demand: 'PCI',
      state: 'drifted',
      sentence: 'East runs another distribution.',
    },
  ],
  clusters: [fresh('east')],
  withheld: false,
};

const tags: RevisionTagsAnswer = {
  cluster: 'east',
  tags: [
    {
      tag: 'prod',
      revision: 'default',
      namespaces: ['shop'],
      withheldNamespaces: 2,
      keptBy: 'Argo CD (application mesh)',
    },
  ],
  revisions: [
    { revision: 'canary', version: '1.31.1', canBeTagged: true },
    { revision: 'gone', canBeTagged: false },
  ],
  clusters: [fresh('east')],
};

const plan: RevisionTagPlan = {
  cluster: 'east',
  tag: 'prod',
  revision: 'canary',
  from: 'default',
  manifests: [
    {
      kind: 'MutatingWebhookConfiguration',
      name: 'istio-revision-tag-prod',
      yaml: 'name: istiod-canary',
    },
  ],
  namespaces: ['shop'],
  withheldNamespaces: 0,
  restarts: [
    {
      namespace: 'shop',
      kind: 'Deployment',
      name: 'web',
      pods: 2,
      why: 'has a sidecar',
      command: 'kubectl rollout restart deployment/web -n shop',
    },
  ],
  withheldRestarts: 1,
  unknown: [],
  warnings: ['Helm release mesh made the tag.'],
};

async function show(
  element: JSX.Element,
  api: Partial<MeshReleasesApi>,
  create = jest.fn(),
) {
  await renderInTestApp(element, {
    apis: [
      [meshReleasesApiRef, api as MeshReleasesApi],
      [meshApiRef, {}],
      [meshRequestsApiRef, { create } as unknown as MeshRequestsApi],
    ],
  });
}

describe('UpgradePathSection', () => {
  it('numbers the steps, says why, and what is outside support', async () => {
    const getUpgradePath = jest.fn(async () => path);
    await show(<UpgradePathSection cluster="east" to="1.30.5" />, {
      getUpgradePath,
    });
    expect(await screen.findByText(path.summary)).toBeVisible();
    const rows = screen.getAllByRole('row');
    expect(rows[1]).toHaveTextContent('1Kubernetes 1.31 → 1.32');
    expect(rows[2]).toHaveTextContent(/2Control plane 1\.29\.8 → 1\.30\.5/);
    expect(rows[2]).toHaveTextContent('Try it first.');
    expect(screen.getByText(path.cautions[0])).toBeVisible();
    expect(getUpgradePath).toHaveBeenCalledWith(
      { cluster: 'east', to: '1.30.5' },
      expect.anything(),
    );
  });

  it('shows why there is none, without a table', async () => {
    await show(<UpgradePathSection cluster="east" />, {
      getUpgradePath: async () => ({
        ...path,
        state: 'notKnown',
        summary: 'No control plane runs in east.',
        steps: [],
        cautions: [],
      }),
    });
    expect(
      await screen.findByText('No control plane runs in east.'),
    ).toBeVisible();
    expect(screen.queryByRole('table')).not.toBeInTheDocument();
  });

  it('says who may not see it', async () => {
    await show(<UpgradePathSection cluster="east" />, {
      getUpgradePath: async () => {
        throw Object.assign(new Error('You may not see east.'), {
          name: 'NotAllowedError',
        });
      },
    });
    expect((await screen.findAllByText(/may not/))[0]).toBeVisible();
  });
});

describe('ReleasesSection', () => {
  it('says how the cluster stands, and lists the newest and what runs', async () => {
    await show(<ReleasesSection cluster="east" />, {
      getReleases: async () => releases,
    });
    expect(await screen.findByText('Its support ended.')).toBeVisible();
    expect(screen.getByText('East runs another distribution.')).toBeVisible();
    const rows = screen.getAllByRole('row').slice(1);
    expect(rows).toHaveLength(2);
    expect(rows[0]).toHaveTextContent(/1\.31\.1.*security patch.*Istio/);
    expect(rows[0]).toHaveTextContent(/as expected.*1\.32–1\.34.*fits/);
    expect(rows[1]).toHaveTextContent(
      /Tetrate.*ended.*Istio’s own date.*too new.*canary/,
    );
    const user = userEvent.setup();
    await user.click(screen.getByRole('button', { name: 'Show all 3' }));
    expect(screen.getAllByRole('row')).toHaveLength(4);
  });

  it('does not call a cluster up to date of which nothing is known', async () => {
    await show(<ReleasesSection cluster="east" />, {
      getReleases: async () => ({
        ...releases,
        upToDate: undefined,
        remarks: [],
        drift: [],
      }),
    });
    expect(
      await screen.findByText('Nothing is known of the versions of east.'),
    ).toBeVisible();
    expect(screen.queryByText(/is up to date/)).not.toBeInTheDocument();
  });
});

describe('TagsSection', () => {
  it('shows tags, plans a change, and asks for exactly that', async () => {
    const create = jest.fn(async (_: unknown) => ({ id: 'r1' }));
    const planRevisionTag = jest.fn(async () => plan);
    await show(
      <TagsSection cluster="east" />,
      { getRevisionTags: async () => tags, planRevisionTag },
      create,
    );
    const table = await screen.findByRole('table');
    expect(table).toHaveTextContent(
      /prod.*default \(kept by Argo CD \(application mesh\)\).*shop.*2 that you may not read/,
    );
    const user = userEvent.setup();
    await user.type(screen.getByRole('textbox', { name: /Tag/ }), 'prod');
    await user.click(screen.getByRole('button', { name: /To revision/ }));
    expect(
      screen.queryByRole('option', { name: /gone/ }),
    ).not.toBeInTheDocument();
    await user.click(
      await screen.findByRole('option', { name: 'canary (1.31.1)' }),
    );
    await user.click(screen.getByRole('button', { name: 'See what happens' }));
    expect(
      await screen.findByText(
        'Tag prod leads to canary, no longer to default.',
      ),
    ).toBeVisible();
    expect(screen.getByText('Helm release mesh made the tag.')).toBeVisible();
    expect(
      screen.getByText('kubectl rollout restart deployment/web -n shop'),
    ).toBeVisible();
    expect(screen.getByText(/1 workload in namespaces/)).toBeVisible();
    expect(planRevisionTag).toHaveBeenCalledWith({
      cluster: 'east',
      tag: 'prod',
      revision: 'canary',
    });
    await user.click(screen.getByRole('button', { name: 'Ask for it' }));
    const dialog = await screen.findByRole('dialog');
    await user.type(within(dialog).getByRole('textbox'), 'upgrade');
    await user.click(
      within(dialog).getByRole('button', { name: 'Ask for it' }),
    );
    expect(await screen.findByText('It is asked for.')).toBeVisible();
    expect(create).toHaveBeenCalledWith(
      expect.objectContaining({
        kind: 'revision-tag',
        parameters: {
          cluster: 'east',
          tag: 'prod',
          revision: 'canary',
          from: 'default',
        },
        reason: 'upgrade',
      }),
    );
  });

  it('says that tags are not known, and offers nothing then', async () => {
    await show(<TagsSection cluster="east" />, {
      getRevisionTags: async () => ({ ...tags, tags: undefined }),
    });
    expect(await screen.findByText(/its tags are not known/)).toBeVisible();
    expect(screen.queryByRole('textbox')).not.toBeInTheDocument();
  });

  it('offers nothing where nothing may be written', async () => {
    await show(<TagsSection cluster="east" />, {
      getRevisionTags: async () => ({ ...tags, notWritable: 'Read only.' }),
    });
    expect(await screen.findByText('Read only.')).toBeVisible();
    expect(screen.queryByRole('textbox')).not.toBeInTheDocument();
  });
});
