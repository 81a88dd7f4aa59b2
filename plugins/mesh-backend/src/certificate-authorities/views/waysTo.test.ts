import { CertificateView } from '@meshport/backstage-plugin-mesh-common';
import {
  createRoot,
  generateCaKey,
  readCertificates,
} from '@meshport/certificates';
import { SeenAuthority } from './AuthorityViews';
import { certificateView } from './certificateView';
import { waysTo } from './waysTo';

async function rootOf(name: string): Promise<string> {
  return createRoot({
    key: await generateCaKey('P-256'),
    subject: { commonName: name },
    notAfter: new Date(Date.now() + 1e10),
  });
}

const authorityOf = (root: string | undefined): SeenAuthority => ({
  settings: { name: 'shop' } as SeenAuthority['settings'],
  clusters: ['east'],
  usableFor: ['east'],
  described:
    root === undefined
      ? { why: 'It does not answer.' }
      : {
          description: {
            certificate: root,
            chain: [] as string[],
          } as Extract<
            SeenAuthority['described'],
            { description: unknown }
          >['description'],
        },
});

const offered = (ways: ReturnType<typeof waysTo>) =>
  Object.fromEntries(
    ways.map(({ kind, offered: is, outage }) => [
      kind.replace('certificate-authority-', ''),
      outage ? 'outage' : is,
    ]),
  );

describe('waysTo', () => {
  let own: string;
  let trusted: CertificateView[];

  beforeAll(async () => {
    own = await rootOf('Shop');
    trusted = readCertificates(own).map(certificateView);
  });

  it('needs no change of the root where it is trusted already', () => {
    const ways = waysTo({
      authority: authorityOf(own),
      certificates: { source: 'plugged', roots: trusted },
      proxies: 12,
      machines: 2,
      issuedBy: 'shop',
    });
    expect(offered(ways)).toEqual({
      issue: true,
      renew: true,
      'root-change': false,
    });
  });

  it('names the outage where proxies do not trust the root, and offers the guided way', async () => {
    const ways = waysTo({
      authority: authorityOf(await rootOf('Other')),
      certificates: { source: 'selfSigned', roots: trusted },
      proxies: 1,
      machines: 0,
    });
    expect(offered(ways)).toEqual({
      issue: 'outage',
      renew: false,
      'root-change': true,
    });
    expect(ways[0].text).toMatch(/^1 proxy is connected that does not trust/);
    expect(ways[0].text).not.toMatch(/machine/);
  });

  it.each([
    [1, '1 virtual machine is cut off until it has enrolled anew.'],
    [3, '3 virtual machines are cut off until each has enrolled anew.'],
  ])(
    'says of the short way what it does to %s machines, also to those that are off',
    async (machines, words) => {
      const [issue] = waysTo({
        authority: authorityOf(await rootOf('Other')),
        certificates: { source: 'selfSigned', roots: trusted },
        proxies: 0,
        machines,
      });
      expect(issue.outage).toBe(true);
      expect(issue.text).toContain(words);
    },
  );

  it('says it of machines beside connected proxies, known or not', async () => {
    const text = async (machines: number | undefined) =>
      waysTo({
        authority: authorityOf(await rootOf('Other')),
        certificates: { source: 'selfSigned', roots: trusted },
        proxies: 5,
        machines,
      })[0].text;
    expect(await text(2)).toMatch(
      /^5 proxies are connected that do not trust .* 2 virtual machines are cut off/,
    );
    expect(await text(undefined)).toContain(
      'Virtual machines, where there are any, are cut off',
    );
  });

  it('has no outage where nothing is connected', async () => {
    const ways = waysTo({
      authority: authorityOf(await rootOf('Other')),
      certificates: { source: 'selfSigned', roots: trusted },
      proxies: 0,
      machines: 0,
    });
    expect(offered(ways).issue).toBe(true);
  });

  it.each([
    ['proxies', undefined, 'It is not known how many proxies'],
    ['the root of the authority', 3, 'It does not answer.'],
  ])(
    'takes an outage for granted where %s are not known',
    (_, proxies, why) => {
      const ways = waysTo({
        authority: authorityOf(proxies === undefined ? own : undefined),
        certificates: {
          source: 'plugged',
          ...(proxies === undefined ? {} : { roots: trusted }),
        },
        proxies,
        machines: undefined,
      });
      expect(offered(ways)).toMatchObject({
        issue: 'outage',
        'root-change': true,
      });
      expect(ways[0].text).toContain(why);
    },
  );
});
