import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isLoopback, readOptions, UsageError } from './options';

const read = (...args: string[]) => readOptions(args, '/', '/checkout/.demo');

const refused: [string[], RegExp][] = [
  [['--port', '0'], /--port must be a number from 1 to 65535, not 0/],
  [['--port', '70000'], /--port must be a number from 1 to 65535/],
  [['--port', '80a'], /--port must be a number from 1 to 65535/],
  [['--control', '-1'], /argument|--control/],
  [['--host', 'http://x'], /--host must be an address or a host name/],
  [['--prot', '1'], /Unknown option '--prot'\. Use: npm run demo/],
  [['extra'], /Unexpected argument 'extra'/],
  [['--context', 'east'], /--context needs --kubeconfig FILE/],
  [['--allow-writes'], /--allow-writes needs --kubeconfig FILE/],
  [['--kubeconfig', '/no/such/file'], /\/no\/such\/file is no file/],
  [
    ['--kubeconfig', __filename, '--control', '1'],
    /--control is for the dev clusters/,
  ],
  [
    ['--kubeconfig', __filename, '--allow-writes', '--host', '0.0.0.0'],
    /--host 0\.0\.0\.0 is refused together with --allow-writes/,
  ],
];

for (const [args, message] of refused) {
  test(`${args.join(' ')} is refused in one sentence`, () => {
    assert.throws(
      () => read(...args),
      (error: Error) => {
        assert.ok(error instanceof UsageError);
        assert.match(error.message, message);
        assert.equal(error.message.includes('\n'), false);
        return true;
      },
    );
  });
}

test('without options the demo is on port 7007 of this machine alone', () => {
  assert.deepEqual(read(), {
    port: 7007,
    host: '127.0.0.1',
    headless: false,
    kubeconfig: undefined,
    allowWrites: false,
    controlPort: 0,
    folder: '/checkout/.demo',
  });
});

test("a user's kubeconfig is taken with the contexts that are named", () => {
  const options = read(
    ...['--kubeconfig', __filename],
    ...['--context', 'a', '--context', 'b', '--allow-writes'],
  );
  assert.deepEqual(options.kubeconfig, {
    file: __filename,
    contexts: ['a', 'b'],
  });
  assert.equal(options.allowWrites, true);
});

test('only addresses of the own machine are loopback', () => {
  for (const host of ['localhost', '127.0.0.1', '127.1.2.3', '::1']) {
    assert.equal(isLoopback(host), true, host);
  }
  for (const host of ['0.0.0.0', '::', '10.0.0.1', '127.0.0.1.example.org']) {
    assert.equal(isLoopback(host), false, host);
  }
});
