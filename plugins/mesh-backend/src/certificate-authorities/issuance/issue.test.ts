import { readCertificates } from '@meshport/certificates';
import {
  AuthorityMesh,
  startAuthorityMesh,
} from '../__testUtils__/authorityMesh';

jest.setTimeout(120_000);

describe('issuing from a local authority', () => {
  let mesh: AuthorityMesh;

  beforeAll(async () => {
    mesh = await startAuthorityMesh();
  });
  afterAll(() => mesh.stop());

  it('writes an intermediate that a person asked for and another approved', async () => {
    const request = await mesh.done('issue', {
      authority: 'dev',
      cluster: 'main',
    });
    expect(request.status).toBe('ready');
    const [own] = readCertificates(mesh.file('ca-cert.pem'));
    expect(own.subject).toBe('L=main, O=Istio, CN=Intermediate CA');
    expect(own.pathLength).toBe(0);
    expect(mesh.file('ca-key.pem')).toMatch(/^-----BEGIN PRIVATE KEY-----/);
  });
});
