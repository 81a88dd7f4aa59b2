import assert from 'node:assert/strict';
import { dirname } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { npmSettings, yarnEnvironment } from './npmSettings.mjs';

const base = { settings: {}, env: {}, root: '/checkout', homeWritable: true };

test('yarn asks the registry that npm asks, through the same proxies', () => {
  const environment = yarnEnvironment({
    ...base,
    settings: {
      registry: 'https://npm.example.org/',
      cafile: '/etc/ca.pem',
      proxy: null,
      'https-proxy': 'http://proxy.example.org:3128/',
    },
  });
  assert.equal(environment.YARN_NPM_REGISTRY_SERVER, 'https://npm.example.org');
  assert.equal(environment.YARN_HTTPS_CA_FILE_PATH, '/etc/ca.pem');
  assert.equal(environment.YARN_HTTPS_PROXY, 'http://proxy.example.org:3128/');
  assert.equal('YARN_HTTP_PROXY' in environment, false);
});

test('what the user set for yarn stays', () => {
  const environment = yarnEnvironment({
    ...base,
    settings: { registry: 'https://npm.example.org/' },
    env: { YARN_NPM_REGISTRY_SERVER: 'https://yarn.example.org' },
  });
  assert.equal('YARN_NPM_REGISTRY_SERVER' in environment, false);
});

test('the CA file of Node.js serves yarn as well', () => {
  assert.equal(
    yarnEnvironment({ ...base, env: { NODE_EXTRA_CA_CERTS: '/etc/ca.pem' } })
      .YARN_HTTPS_CA_FILE_PATH,
    '/etc/ca.pem',
  );
});

test('without a writable home yarn keeps its cache in the checkout', () => {
  assert.equal(
    yarnEnvironment({ ...base, homeWritable: false }).YARN_GLOBAL_FOLDER,
    '/checkout/.toolchain/yarn',
  );
  assert.equal('YARN_GLOBAL_FOLDER' in yarnEnvironment(base), false);
});

test('npm tells why it failed, also under npm run --silent', async t => {
  const before = process.env.npm_config_loglevel;
  process.env.npm_config_loglevel = 'silent';
  t.after(() => {
    if (before === undefined) {
      delete process.env.npm_config_loglevel;
    } else {
      process.env.npm_config_loglevel = before;
    }
  });
  const root = dirname(fileURLToPath(import.meta.url));
  const { npmEnv } = await npmSettings({ root });
  assert.equal(npmEnv.npm_config_loglevel, 'warn');
});
