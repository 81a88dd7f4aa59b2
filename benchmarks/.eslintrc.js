module.exports =
  require('@backstage/cli/config/eslint-factory').createConfigForRole(
    __dirname,
    'cli',
    {
      rules: {
        // What is measured may lie inside a plugin, and a portal has several.
        '@backstage/no-forbidden-package-imports': 'off',
        '@backstage/no-mixed-plugin-imports': 'off',
        // Browsers are started, and apps built, as for the journeys, which are no package.
        '@backstage/no-relative-monorepo-imports': 'off',
        // Nothing of this is ever built, so __dirname stays what it is.
        'no-restricted-syntax': 'off',
      },
    },
  );
