import assert from 'node:assert/strict';
import { test } from 'node:test';
import { baseUrlOf, demoConfig } from './config';
import { readOptions } from './options';

const options = (...args: string[]) => readOptions(args, '/', '/.demo');

test('the portal listens where it is told and says so', () => {
  const config = demoConfig(options('--port', '7100'), []);
  assert.deepEqual(config.backend.listen, { host: '127.0.0.1', port: 7100 });
  assert.equal(config.app.baseUrl, 'http://127.0.0.1:7100');
  assert.equal(config.backend.baseUrl, config.app.baseUrl);
});

test('sign-in is for this machine alone unless the host is another', () => {
  const local = demoConfig(options(), []).auth.providers.demo;
  assert.deepEqual(local, {
    allowRemote: false,
    hosts: ['localhost', '127.0.0.1', '[::1]'],
  });
  const remote = demoConfig(options('--host', '192.0.2.7'), []).auth.providers
    .demo;
  assert.equal(remote.allowRemote, true);
  assert.deepEqual(remote.hosts.slice(3), ['192.0.2.7']);
});

test('an address is written as a URL wants it', () => {
  assert.equal(baseUrlOf(options('--host', '::1')), 'http://[::1]:7007');
  assert.equal(
    baseUrlOf(options('--host', '0.0.0.0')),
    'http://127.0.0.1:7007',
  );
});
