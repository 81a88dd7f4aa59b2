import { ReactNode } from 'react';
import { useSearchParams } from 'react-router-dom';
import { TestApiProvider } from '@backstage/frontend-test-utils';
import { EntityProvider } from '@backstage/plugin-catalog-react';
import { Entity } from '@backstage/catalog-model';
import { meshApiRef } from '../src/api';
import { MeshClusterPicker } from '../src/components/cluster-picker/MeshClusterPicker';
import { MeshClusterPickerProps } from '../src/components/cluster-picker/schema';
import { PoliciesCard } from '../src/components/policies/PoliciesCard';
import { VersionCard } from '../src/components/version/VersionCard';
import { VirtualMachinesCard } from '../src/components/virtual-machines/VirtualMachinesCard';
import { ratings } from '../src/__testUtils__/answers';
import { FixtureName, fixtureApi, fixtures } from './fixtures';

const unconnected: Entity = {
  ...ratings,
  metadata: { ...ratings.metadata, annotations: {} },
};

/** The part of a form's properties that the field reads. */
const fieldProps = {
  onChange: () => {},
  required: true,
  schema: {},
  uiSchema: {},
} as unknown as MeshClusterPickerProps;

/** One state a page by `?state=…`, all of them without. */
export function StatesPage() {
  const [query] = useSearchParams();
  const wanted = query.get('state');
  const names = (Object.keys(fixtures) as FixtureName[]).filter(
    name => !wanted || name === wanted,
  );
  return (
    <main style={{ padding: 16, display: 'grid', gap: 32 }}>
      <h1>States</h1>
      {names.map(name => (
        <Sample key={name} name={name} />
      ))}
    </main>
  );
}

function Sample({ name }: { name: FixtureName }) {
  return (
    <section aria-label={name}>
      <h2>{name}</h2>
      <TestApiProvider apis={[[meshApiRef, fixtureApi(name)]]}>
        <EntityProvider entity={name === 'unconnected' ? unconnected : ratings}>
          <Columns
            left={<PoliciesCard />}
            right={
              <>
                <VersionCard />
                <VirtualMachinesCard />
                <MeshClusterPicker {...fieldProps} />
              </>
            }
          />
        </EntityProvider>
      </TestApiProvider>
    </section>
  );
}

/** As wide as the overview of an entity page makes them. */
function Columns(props: { left: ReactNode; right: ReactNode }) {
  return (
    <div style={{ display: 'flex', flexWrap: 'wrap', gap: 24 }}>
      <div style={{ flex: '2 1 320px', minWidth: 0 }}>{props.left}</div>
      <div style={{ flex: '1 1 300px', minWidth: 0, display: 'grid', gap: 24 }}>
        {props.right}
      </div>
    </div>
  );
}
