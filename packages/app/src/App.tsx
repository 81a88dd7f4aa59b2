import { createApp } from '@backstage/frontend-defaults';
import { catalogAtRoot } from './modules/catalog';
import { navModule } from './modules/nav';
import { personasModule } from './modules/personas';

export default createApp({
  features: [catalogAtRoot, navModule, personasModule],
});
