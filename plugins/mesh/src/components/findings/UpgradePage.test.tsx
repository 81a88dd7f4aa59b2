import { renderInTestApp } from '@backstage/frontend-test-utils';
import { configure, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  CheckedFinding,
  ClusterSummary,
  MeshApi,
  MeshReleasesApi,
  UpgradeFindingsAnswer,
} from '@meshport/backstage-plugin-mesh-common';
import { fresh } from '../../__testUtils__/answers';
import { meshApiRef, meshReleasesApiRef } from '../../api';
import { UpgradePage } from './UpgradePage';

const finding: CheckedFinding = {
  id: 'f1',
  cluster: 'east',
  code: 'MSP0504',
  name: 'FilterForAnotherVersion',
  severity: 'warning',
  object: { kind: 'EnvoyFilter', namespace: 'shop', name: 'limits' },
  message: 'The patch is for ^1\\.30.* only.',
  effect: 'It is not applied any more.',
};

const answer: UpgradeFindingsAnswer = {
  cluster: 'east',
  from: '1.30.2',
  releases: [
    { version: '1.31.1', endOfLife: '2027-02-28', supported: true },
    { version: '1.30.5', endOfLife: '2026-11-30', supported: false },
  ],
  findings: [],
  notJudged: [],
  clusters: [fresh('east')],
  withheld: false,
};

const PENDING = new Promise<never>(() => {});

async function show(api: Partial<MeshApi>, address = ''): Promise<jest.Mock> {
  const getUpgradeFindings = jest.fn(
    api.getUpgradeFindings ??
      (async ({ to }: { to?: string }) => ({
        ...answer,
        ...(to ? { to, findings: [finding] } : {}),
      })),
  );
  await renderInTestApp(<UpgradePage />, {
    initialRouteEntries: [`/mesh/upgrades${address}`],
    apis: [
      [
        meshApiRef,
        {
          getClusters: async () => ({
            items: ['east', 'west'].map(name => ({ name } as ClusterSummary)),
            clusters: [],
            withheld: [],
          }),
          ...api,
          getUpgradeFindings,
        } as unknown as MeshApi,
      ],
      // Its sections have tests of their own.
      [
        meshReleasesApiRef,
        {
          getUpgradePath: () => PENDING,
          getReleases: () => PENDING,
          getRevisionTags: () => PENDING,
        } as unknown as MeshReleasesApi,
      ],
    ],
  });
  return getUpgradeFindings;
}

// Machines may be busy.
jest.setTimeout(60_000);
configure({ asyncUtilTimeout: 10_000 });

describe('UpgradePage', () => {
  it('offers the releases that are known, and tells what one would change', async () => {
    const asked = await show({});
    expect(await screen.findByText(/east runs Istio 1.30.2/)).toBeVisible();
    const user = userEvent.setup();
    await user.click(screen.getByRole('button', { name: /Upgrade to/ }));
    expect(
      screen.getByRole('option', { name: '1.30.5, support ended 2026-11-30' }),
    ).toBeInTheDocument();
    await user.click(
      screen.getByRole('option', {
        name: '1.31.1, supported until 2027-02-28',
      }),
    );
    expect(
      await screen.findByText('From 1.30.2 to 1.31.1: 1 warning.'),
    ).toBeVisible();
    expect(screen.getByText('It is not applied any more.')).toBeVisible();
    expect(asked.mock.calls.map(([query]) => query)).toEqual([
      { cluster: 'east', to: undefined },
      { cluster: 'east', to: '1.31.1' },
    ]);
  });

  it('asks for what its address says, and says that nothing changes', async () => {
    const asked = await show(
      {
        getUpgradeFindings: async () => ({
          ...answer,
          cluster: 'west',
          to: '1.31.1',
          withheld: true,
          notJudged: [
            { cluster: 'west', codes: ['MSP0505'], reason: 'No right.' },
          ],
        }),
      },
      '?cluster=west&to=1.31.1',
    );
    expect(
      await screen.findByText(/From 1.30.2 to 1.31.1 nothing changes/),
    ).toBeVisible();
    expect(screen.getByText(/namespaces that you may not read/)).toBeVisible();
    expect(screen.getByText('One thing could not be judged')).toBeVisible();
    expect(asked.mock.calls[0][0]).toEqual({ cluster: 'west', to: '1.31.1' });
  });

  it('does not take an unknown version for nothing', async () => {
    await show(
      {
        getUpgradeFindings: async () => ({
          ...answer,
          from: undefined,
          to: '1.31.1',
          notJudged: [
            { cluster: 'east', codes: ['*'], reason: 'It is not known.' },
          ],
        }),
      },
      '?cluster=east&to=1.31.1',
    );
    expect(await screen.findByText('It is not known.')).toBeVisible();
    expect(screen.queryByText(/nothing changes/)).toBeNull();
  });

  it('says what was refused', async () => {
    await show(
      {
        getUpgradeFindings: async () => {
          throw Object.assign(new Error('cluster: there is no cluster north'), {
            name: 'NotAllowedError',
          });
        },
      },
      '?cluster=north',
    );
    expect(await screen.findByText(/there is no cluster north/)).toBeVisible();
  });
});
