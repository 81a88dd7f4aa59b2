import { ComponentType, ReactNode } from 'react';
import { createSpecializedApp, FlatRoutes } from '@backstage/core-app-api';
import {
  analyticsApiRef,
  AnyApiFactory,
  createApiFactory,
  discoveryApiRef,
  errorApiRef,
  fetchApiRef,
} from '@backstage/core-plugin-api';
import { EntityProvider, catalogApiRef } from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { themes, UnifiedThemeProvider } from '@backstage/theme';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { MemoryRouter, Route } from 'react-router-dom';
import {
  EntityMeshContent,
  EntityMeshVersionCard,
  EntityMeshVirtualMachinesCard,
  MeshPage,
  meshPlugin,
} from '../legacy';
import {
  answer,
  fresh,
  ratings,
  threeMachines,
} from '../__testUtils__/answers';
import { fleetCluster, overview } from '../__testUtils__/fleet';

const east = [fresh('east')];
const NEED = {
  severity: 'error',
  code: 'errors-found',
  message: '2 errors found in east.',
  clusters: ['east'],
  to: { page: 'findings', cluster: 'east' },
};

/** What the mesh backend answers, by the end of the path. */
const ANSWERS: [RegExp, object][] = [
  [
    /fleet\/overview$/,
    overview([fleetCluster('east')], { needs: [NEED as any] }),
  ],
  [/\/virtual-machines(\?.*)?$/, answer(threeMachines, east)],
  [/\/findings(\?.*)?$/, { ...answer([], east), notJudged: [] }],
  [/\/requests(\?.*)?$/, { items: [], total: 0, limit: 20, offset: 0 }],
  [/.*/, answer([], east)],
];

function backend(asked: string[]): AnyApiFactory[] {
  return [
    createApiFactory(discoveryApiRef, {
      getBaseUrl: async id => `http://portal/api/${id}`,
    }),
    createApiFactory(errorApiRef, {
      post: error => {
        throw error;
      },
      error$: () => ({ subscribe: () => ({}) } as any),
    }),
    createApiFactory(analyticsApiRef, { captureEvent: () => {} }),
    createApiFactory(fetchApiRef, {
      fetch: (async (input: any) => {
        const { pathname, search } = new URL(String(input));
        asked.push(pathname);
        const path = `${pathname}${search}`;
        const [, body] = ANSWERS.find(([end]) => end.test(path))!;
        return Response.json(body);
      }) as typeof fetch,
    }),
    createApiFactory(catalogApiRef, catalogApiMock({ entities: [] })),
  ];
}

/** An app of the old frontend system at an address. */
function showApp(routes: ReactNode, address: string): string[] {
  const asked: string[] = [];
  const Empty = () => <p>nothing</p>;
  const app = createSpecializedApp({
    apis: backend(asked),
    plugins: [meshPlugin],
    icons: {} as any,
    themes: [
      {
        id: 'light',
        title: 'Light',
        variant: 'light',
        Provider: ({ children }) => (
          <UnifiedThemeProvider theme={themes.light}>
            {children}
          </UnifiedThemeProvider>
        ),
      },
    ],
    components: {
      NotFoundErrorPage: Empty,
      BootErrorPage: Empty,
      Progress: Empty,
      ErrorBoundaryFallback: ({ error }) => <p>failed: {error?.message}</p>,
      Router: (({ children }: { children?: ReactNode }) => (
        <MemoryRouter initialEntries={[address]}>{children}</MemoryRouter>
      )) as ComponentType<any>,
    },
    configLoader: async () => [
      {
        context: 'test',
        data: { backend: { baseUrl: 'http://portal' }, app: { title: 'Old' } },
      },
    ],
    defaultApis: [],
  });
  const Provider = app.getProvider();
  const Router = app.getRouter();
  render(
    <Provider>
      <Router>
        <FlatRoutes>{routes}</FlatRoutes>
      </Router>
    </Provider>,
  );
  return asked;
}

const entityPage = (
  <Route
    path="/component"
    element={
      <EntityProvider entity={ratings}>
        <EntityMeshVersionCard />
        <EntityMeshVirtualMachinesCard />
      </EntityProvider>
    }
  />
);
const fleetPage = <Route path="/mesh" element={<MeshPage />} />;
const LONG = { timeout: 30_000 };

describe('an app of the old frontend system', () => {
  jest.setTimeout(90_000);

  it('shows the cards of an entity', async () => {
    const asked = showApp(
      <>
        {entityPage}
        {fleetPage}
      </>,
      '/component',
    );
    expect(
      await screen.findByText('2 of 3 machines healthy.', {}, LONG),
    ).toBeInTheDocument();
    expect(
      await screen.findByText('Mesh version', {}, LONG),
    ).toBeInTheDocument();
    expect(asked).toContain(
      '/api/mesh/entities/component/default/ratings/version',
    );
  });

  it('shows the cards of an app that has no page of the fleet', async () => {
    showApp(entityPage, '/component');
    expect(
      await screen.findByText('2 of 3 machines healthy.', {}, LONG),
    ).toBeInTheDocument();
  });

  it('shows the fleet, whose links lead to its own sub-pages', async () => {
    showApp(fleetPage, '/mesh');
    const link = await screen.findByRole(
      'link',
      { name: /See what is wrong/ },
      LONG,
    );
    expect(link).toHaveAttribute(
      'href',
      '/mesh/findings?cluster=east&severity=error',
    );
    await userEvent.click(link);
    expect(
      await screen.findByRole('heading', { name: 'Findings' }, LONG),
    ).toBeInTheDocument();
  });

  it('shows the tab of an entity with its sections', async () => {
    showApp(
      <Route
        path="/component"
        element={
          <EntityProvider entity={ratings}>
            <EntityMeshContent />
          </EntityProvider>
        }
      />,
      '/component?section=machines',
    );
    expect(
      await screen.findByText('2 of 3 machines healthy.', {}, LONG),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('navigation', { name: 'Sections' }),
    ).toBeInTheDocument();
  });
});
