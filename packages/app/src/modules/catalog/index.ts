import catalogPlugin from '@backstage/plugin-catalog/alpha';

/** The catalog is the first page of the demo portal. */
export const catalogAtRoot = catalogPlugin.withOverrides({
  extensions: [
    catalogPlugin.getExtension('page:catalog').override({
      params: { path: '/' },
    }),
  ],
});
