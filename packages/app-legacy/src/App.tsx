import { createApp } from '@backstage/app-defaults';
import { AppRouter, FlatRoutes } from '@backstage/core-app-api';
import {
  AlertDisplay,
  Sidebar,
  SidebarItem,
  SidebarPage,
} from '@backstage/core-components';
import {
  CatalogEntityPage,
  CatalogIndexPage,
  catalogPlugin,
} from '@backstage/plugin-catalog';
import { SignalsDisplay, signalsPlugin } from '@backstage/plugin-signals';
import { MeshPage, meshPlugin } from '@meshport/backstage-plugin-mesh/legacy';
import HomeIcon from '@material-ui/icons/Home';
import MeshIcon from '@material-ui/icons/DeviceHub';
import { Navigate, Route } from 'react-router-dom';
import { entityPage } from './entityPage';
import { SignInPage } from './SignInPage';

const app = createApp({
  plugins: [catalogPlugin, meshPlugin, signalsPlugin],
  components: { SignInPage },
});

/** An app on the old frontend system: pages are elements, and so are cards. */
export default app.createRoot(
  <>
    <AlertDisplay />
    <SignalsDisplay />
    <AppRouter>
      <SidebarPage>
        <Sidebar>
          <SidebarItem icon={HomeIcon} to="catalog" text="Catalog" />
          <SidebarItem icon={MeshIcon} to="mesh" text="Mesh" />
        </Sidebar>
        <FlatRoutes>
          <Route path="/" element={<Navigate to="catalog" />} />
          <Route path="/catalog" element={<CatalogIndexPage />} />
          <Route
            path="/catalog/:namespace/:kind/:name"
            element={<CatalogEntityPage />}
          >
            {entityPage}
          </Route>
          <Route path="/mesh" element={<MeshPage />} />
        </FlatRoutes>
      </SidebarPage>
    </AppRouter>
  </>,
);
