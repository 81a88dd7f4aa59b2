// The page of the machines in an app of its own, with a backend of 10,000
// machines in the same window: what is measured is the browser alone.
import { ComponentType, ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { MemoryRouter, Route } from 'react-router-dom';
import { createSpecializedApp, FlatRoutes } from '@backstage/core-app-api';
import {
  analyticsApiRef,
  createApiFactory,
  discoveryApiRef,
  errorApiRef,
  fetchApiRef,
} from '@backstage/core-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { MeshPage, meshPlugin } from '../../src/legacy';
import { answerMachines } from './machines';

const MACHINES = Number(new URLSearchParams(window.location.search).get('n'));
const Nothing = () => null;

const app = createSpecializedApp({
  apis: [
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
      fetch: (async (input: RequestInfo | URL) =>
        Response.json(
          answerMachines(MACHINES, new URL(String(input)).searchParams),
        )) as typeof fetch,
    }),
    createApiFactory(catalogApiRef, {
      getEntityByRef: async () => undefined,
    } as any),
  ],
  plugins: [meshPlugin],
  icons: {} as any,
  themes: [
    {
      id: 'light',
      title: 'Light',
      variant: 'light',
      Provider: ({ children }) => <>{children}</>,
    },
  ],
  components: {
    NotFoundErrorPage: Nothing,
    BootErrorPage: Nothing,
    Progress: Nothing,
    ErrorBoundaryFallback: ({ error }) => <p>failed: {error?.message}</p>,
    Router: (({ children }: { children?: ReactNode }) => (
      <MemoryRouter initialEntries={['/mesh/virtual-machines']}>
        {children}
      </MemoryRouter>
    )) as ComponentType<any>,
  },
  configLoader: async () => [
    {
      context: 'benchmark',
      data: { backend: { baseUrl: 'http://portal' }, app: { title: 'Mesh' } },
    },
  ],
});
const Provider = app.getProvider();
const Router = app.getRouter();

/** Called by the benchmark, so that loading the code is not in the time. */
(window as any).show = () =>
  createRoot(document.getElementById('root')!).render(
    <Provider>
      <Router>
        <FlatRoutes>
          <Route path="/mesh" element={<MeshPage />} />
        </FlatRoutes>
      </Router>
    </Provider>,
  );
