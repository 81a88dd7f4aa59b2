import { renderInTestApp } from '@backstage/frontend-test-utils';
import { EntityProvider } from '@backstage/plugin-catalog-react';
import { screen } from '@testing-library/react';
import { Entity } from '@backstage/catalog-model';
import { ratings } from '../../__testUtils__/answers';
import { MeshTab } from './MeshTab';

/** The cards are tested where they are; here it counts which are shown. */
jest.mock('../egress/EntityEgressCard', () => ({
  EntityEgressCard: () => <p>egress</p>,
}));
jest.mock('../findings/FindingsCard', () => ({
  FindingsCard: () => <p>findings</p>,
}));
jest.mock('../policies/PoliciesCard', () => ({
  PoliciesCard: () => <p>policies</p>,
}));
jest.mock('../requests/EntityRequestsCard', () => ({
  EntityRequestsCard: () => <p>requests</p>,
}));
jest.mock('../version/VersionCard', () => ({
  VersionCard: () => <p>version</p>,
}));
jest.mock('../virtual-machines/VirtualMachinesCard', () => ({
  VirtualMachinesCard: () => <p>machines</p>,
}));

async function shown(entity: Entity): Promise<string[]> {
  renderInTestApp(
    <EntityProvider entity={entity}>
      <MeshTab />
    </EntityProvider>,
  );
  await screen.findByText('version');
  return screen.getAllByText(/^[a-z]+$/).map(one => one.textContent!);
}

it('shows what is wrong first, then all that is known', async () => {
  expect(await shown(ratings)).toEqual([
    'findings',
    'policies',
    'egress',
    'version',
    'machines',
    'requests',
  ]);
});

it('tells once how to connect a component that is not', async () => {
  const metadata = { ...ratings.metadata, annotations: {} };
  expect(await shown({ ...ratings, metadata })).toEqual(['version']);
});
