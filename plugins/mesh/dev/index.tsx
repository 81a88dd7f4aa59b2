import '@backstage/cli/asset-types';
// This page is an app of its own, not part of the plugin.
// eslint-disable-next-line @backstage/no-ui-css-imports-in-non-frontend
import '@backstage/ui/css/styles.css';
import ReactDOM from 'react-dom/client';
import { ConfigReader } from '@backstage/config';
import { createApp } from '@backstage/frontend-defaults';
import {
  PageBlueprint,
  createFrontendPlugin,
} from '@backstage/frontend-plugin-api';
import catalogPlugin from '@backstage/plugin-catalog/alpha';
import { StatesPage } from './StatesPage';

const states = createFrontendPlugin({
  pluginId: 'mesh-states',
  title: 'Cards',
  extensions: [
    PageBlueprint.make({
      params: {
        path: '/states',
        title: 'Every state of every card',
        loader: async () => <StatesPage />,
      },
    }),
  ],
});

/** No backend and nobody to sign in: the cards' answers are in StatesPage. */
const config = new ConfigReader({
  app: {
    title: 'Mesh cards',
    baseUrl: window.location.origin,
    extensions: [{ 'sign-in-page:app': false }],
  },
  backend: { baseUrl: window.location.origin },
});

ReactDOM.createRoot(document.getElementById('root')!).render(
  createApp({
    features: [catalogPlugin, states],
    advanced: { configLoader: async () => ({ config }) },
  }).createRoot(),
);
