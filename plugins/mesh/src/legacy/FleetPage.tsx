import { ComponentType, lazy, Suspense } from 'react';
import {
  Header,
  Page,
  Progress,
  TabbedLayout,
} from '@backstage/core-components';
import { meshPages } from '../meshPages';

const shown = meshPages
  .filter(({ isOptional }) => !isOptional)
  .map(page => ({ ...page, Body: lazyPage(page.load) }));

/** The page of the fleet with its sub-pages as tabs. */
export function FleetPage() {
  return (
    <Page themeId="tool">
      <Header title="Mesh" />
      <TabbedLayout>
        {shown.map(({ name, path, title, Body }) => (
          <TabbedLayout.Route key={name} path={path} title={title}>
            <Suspense fallback={<Progress />}>
              <Body />
            </Suspense>
          </TabbedLayout.Route>
        ))}
      </TabbedLayout>
    </Page>
  );
}

function lazyPage(load: () => Promise<JSX.Element>): ComponentType {
  return lazy(async () => {
    const element = await load();
    return { default: () => element };
  });
}
