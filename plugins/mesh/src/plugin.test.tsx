import {
  createExtensionTester,
  renderTestApp,
} from '@backstage/frontend-test-utils';
import { PageBlueprint, useApi } from '@backstage/frontend-plugin-api';
import {
  EntityCardBlueprint,
  EntityContentBlueprint,
} from '@backstage/plugin-catalog-react/alpha';
import { formFieldsApiRef } from '@backstage/plugin-scaffolder-react/alpha';
import scaffolderPlugin from '@backstage/plugin-scaffolder/alpha';
import { filterPredicateToFilterFunction } from '@backstage/filter-predicates';
import { Entity } from '@backstage/catalog-model';
import { screen } from '@testing-library/react';
import { useEffect, useState } from 'react';
import meshPlugin from '.';
import {
  connectedComponents,
  connectedComponentsAndServices,
} from './entities';
import { ratings } from './__testUtils__/answers';

function entity(over: { kind?: string; type?: string; annotation?: string }) {
  return {
    ...ratings,
    kind: over.kind ?? 'Component',
    metadata: {
      name: 'covers',
      annotations: over.annotation ? { [over.annotation]: 'x' } : {},
    },
    spec: { type: over.type ?? 'library' },
  } as Entity;
}

function FormFieldNames() {
  const api = useApi(formFieldsApiRef);
  const [names, setNames] = useState<string[]>([]);
  useEffect(() => {
    api
      .loadFormFields()
      .then(fields =>
        setNames(
          fields.map(field => (field as unknown as { name: string }).name),
        ),
      );
  }, [api]);
  return <>{names.join(' ')}</>;
}

describe('the mesh plugin', () => {
  it.each([
    ['entity-card:mesh/version', 'info'],
    ['entity-card:mesh/virtual-machines', 'info'],
    ['entity-card:mesh/policies', 'content'],
  ] as const)('puts %s on entity pages as %s', (id, type) => {
    const card = createExtensionTester(meshPlugin.getExtension(id));
    expect(card.get(EntityCardBlueprint.dataRefs.type)).toBe(type);
  });

  it('puts a tab on the pages of components', () => {
    const tab = createExtensionTester(
      meshPlugin.getExtension('entity-content:mesh'),
    );
    expect(tab.get(EntityContentBlueprint.dataRefs.title)).toBe('Mesh');
  });

  it('offers the cluster picker to templates without further wiring', async () => {
    renderTestApp({
      features: [scaffolderPlugin, meshPlugin],
      extensions: [
        PageBlueprint.make({
          params: { path: '/', loader: async () => <FormFieldNames /> },
        }),
      ],
    });
    expect(
      await screen.findByText(/MeshClusterPicker/, {}, { timeout: 20_000 }),
    ).toBeInTheDocument();
  }, 30_000);
});

describe('which entities get cards', () => {
  const connected = filterPredicateToFilterFunction(connectedComponents);
  const advised = filterPredicateToFilterFunction(
    connectedComponentsAndServices,
  );

  it.each([
    'backstage.io/kubernetes-id',
    'backstage.io/kubernetes-label-selector',
    'backstage.io/kubernetes-namespace',
  ])('components with %s', annotation => {
    expect(connected(entity({ annotation }))).toBe(true);
    expect(advised(entity({ annotation }))).toBe(true);
  });

  it('a service without annotations gets the one that tells how to connect it', () => {
    expect(connected(entity({ type: 'service' }))).toBe(false);
    expect(advised(entity({ type: 'service' }))).toBe(true);
  });

  it('not a library, nor another kind', () => {
    expect(advised(entity({}))).toBe(false);
    expect(
      connected(
        entity({ kind: 'API', annotation: 'backstage.io/kubernetes-id' }),
      ),
    ).toBe(false);
  });
});
