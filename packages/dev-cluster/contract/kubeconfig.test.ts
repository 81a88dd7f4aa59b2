import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readKubeconfig } from './kubeconfig';

describe('readKubeconfig', () => {
  let folder: string;
  const write = async (text: string) => {
    const file = join(folder, 'kubeconfig');
    await writeFile(file, text);
    return file;
  };
  const config = (user: string) => `
current-context: one
contexts:
  - { name: one, context: { cluster: c, user: u } }
  - { name: lost, context: { cluster: missing, user: u } }
clusters:
  - { name: c, cluster: { server: 'https://127.0.0.1:6443', certificate-authority: ca.pem } }
users:
  - { name: u, user: ${user} }
`;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kubeconfig-'));
    await writeFile(join(folder, 'ca.pem'), 'CA');
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('reads the current context with files beside it', async () => {
    const file = await write(config('{ token: secret }'));
    expect(readKubeconfig(file)).toMatchObject({
      name: 'one',
      ca: 'CA',
      token: 'secret',
      skipTlsVerify: false,
    });
  });

  it('reads inline certificates', async () => {
    const cert = Buffer.from('CERT').toString('base64');
    const file = await write(config(`{ client-certificate-data: ${cert} }`));
    expect(readKubeconfig(file).cert).toBe('CERT');
  });

  it.each([
    ['a context that is not there', 'nowhere', 'has no context "nowhere"'],
    ['a cluster that is not there', 'lost', 'has no cluster "missing"'],
  ])('refuses %s', async (_, context, message) => {
    const file = await write(config('{ token: secret }'));
    expect(() => readKubeconfig(file, context)).toThrow(message);
  });

  it('refuses a credential plugin', async () => {
    const file = await write(config('{ exec: { command: aws } }'));
    expect(() => readKubeconfig(file)).toThrow('needs a credential plugin');
  });
});
