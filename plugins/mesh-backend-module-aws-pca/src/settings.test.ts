import { ConfigReader } from '@backstage/config';
import { readAwsPcaSettings } from './settings';

const arn =
  'arn:aws-cn:acm-pca:cn-north-1:123456789012:certificate-authority/11111111-2222-3333-4444-555555555555';
const read = (aws: Record<string, string>) =>
  readAwsPcaSettings(new ConfigReader({ aws }));

describe('the settings of AWS Private CA', () => {
  it('take partition and region from the ARN', () => {
    expect(read({ arn })).toMatchObject({
      authority: { partition: 'aws-cn', account: '123456789012' },
      region: 'cn-north-1',
    });
    expect(read({ arn, region: 'cn-northwest-1' }).region).toBe(
      'cn-northwest-1',
    );
  });

  it.each<[Record<string, string>, string]>([
    [{}, 'aws.arn'],
    [{ arn: 'arn:aws:acm:eu-west-1:123456789012:certificate/x' }, 'aws.arn'],
    [{ arn: `${arn}/certificate/0` }, 'aws.arn'],
    [{ arn, endpoint: 'acm-pca.local' }, 'aws.endpoint'],
    [{ arn, endpoint: 'https://user:word@host' }, 'aws.endpoint'],
    [{ arn, revocationListUrl: 'ftp://host/list' }, 'aws.revocationListUrl'],
  ])('refuse %p and name the field', (settings, field) => {
    expect(() => read(settings)).toThrow(field);
  });
});
