import {
  ACMPCAClient,
  DescribeCertificateAuthorityCommand,
} from '@aws-sdk/client-acm-pca';
import * as x509 from '@peculiar/x509';
import { readKeys, shellLines } from './commandLine';
import { startConformanceServer } from './server';

describe('the conformance server', () => {
  it('says how it is called, and is', async () => {
    const server = await startConformanceServer({
      hierarchies: [{ keys: ['P-256', 'P-384'] }, { keys: ['P-256'] }],
    });
    try {
      const { aws, google, control, certificateAuthorities } = JSON.parse(
        JSON.stringify(server.describe()),
      );
      expect(aws.authorities).toHaveLength(2);
      expect(
        certificateAuthorities.map(({ name }: { name: string }) => name),
      ).toEqual(['aws-1', 'aws-2', 'google-1', 'google-2']);
      expect(server.environment()).toMatchObject({
        ...aws.environment,
        ...google.environment,
        APP_CONFIG_mesh_certificateAuthorities: JSON.stringify(
          certificateAuthorities,
        ),
      });
      const { environment } = aws;
      const client = new ACMPCAClient({
        endpoint: environment.AWS_ENDPOINT_URL_ACM_PCA,
        region: environment.AWS_REGION,
        credentials: {
          accessKeyId: environment.AWS_ACCESS_KEY_ID,
          secretAccessKey: environment.AWS_SECRET_ACCESS_KEY,
        },
      });
      const [{ arn, key }] = aws.authorities;
      const { CertificateAuthority: told } = await client.send(
        new DescribeCertificateAuthorityCommand({
          CertificateAuthorityArn: arn,
        }),
      );
      expect(key).toBe('P-384');
      expect(told?.CertificateAuthorityConfiguration?.KeyAlgorithm).toBe(
        'EC_secp384r1',
      );
      const { CustomCname: host } =
        told!.RevocationConfiguration!.CrlConfiguration!;
      const id = arn.split('/').pop();
      const list = await fetch(`http://${host}/crl/${id}.crl`);
      expect(new x509.X509Crl(await list.arrayBuffer()).issuer).toBe(
        aws.authorities[0].subject,
      );
      const [{ pool }] = google.pools;
      const refused = await fetch(`${google.endpoint}/v1/${pool}`);
      expect(refused.status).toBe(401);
      const { GCE_METADATA_HOST: metadata } = google.environment;
      const tokenPath =
        'computeMetadata/v1/instance/service-accounts/default/token';
      const { access_token: token }: any = await (
        await fetch(`http://${metadata}/${tokenPath}`, {
          headers: { 'metadata-flavor': 'Google' },
        })
      ).json();
      const answered = await fetch(`${google.endpoint}/v1/${pool}`, {
        headers: { authorization: `Bearer ${token}` },
      });
      expect(await answered.json()).toMatchObject({ name: pool });
      const state: any = await (await fetch(control)).json();
      expect(state.services.aws.calls).toHaveLength(1);
      expect(state.services.google.calls).toHaveLength(2);
    } finally {
      await server.stop();
    }
  });

  it('writes variables that a shell reads', () => {
    expect(shellLines({ ONE: 'a b', TWO: "it's" })).toBe(
      "ONE='a b'\nTWO='it'\\''s'\n",
    );
  });

  it('reads keys, and says which it knows', () => {
    expect(readKeys('RSA-4096,P-256')).toEqual(['RSA-4096', 'P-256']);
    expect(() => readKeys('P-256,P-521')).toThrow('one to three of P-256');
    expect(() => readKeys('P-256,P-256,P-256,P-256')).toThrow('one to three');
  });
});
