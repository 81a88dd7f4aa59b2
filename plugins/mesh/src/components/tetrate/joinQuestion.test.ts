import { questionOf } from './joinQuestion';

describe('questionOf', () => {
  it('leaves out what was not said', () => {
    expect(questionOf('ec2', { account: ' 123456789012 ', zone: '' })).toEqual({
      aws: { account: '123456789012', ec2: {} },
    });
  });

  it('asks about tasks by their cluster', () => {
    expect(
      questionOf('ecs', {
        account: '123456789012',
        ecsCluster: 'shop',
        role: 'web',
      }),
    ).toEqual({
      aws: {
        account: '123456789012',
        ecs: { cluster: 'shop', iamRoleName: 'web' },
      },
    });
  });

  it('reads attributes as pairs', () => {
    expect(
      questionOf('jwt', {
        issuer: 'https://id.example.org',
        subject: 'vm-1',
        attributes: 'app=ratings, region=eu=1, alone',
        // Of another kind.
        account: '1',
      }),
    ).toEqual({
      jwt: {
        issuer: 'https://id.example.org',
        subject: 'vm-1',
        attributes: { app: 'ratings', region: 'eu=1' },
      },
    });
  });
});
