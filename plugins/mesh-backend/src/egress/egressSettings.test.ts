import { ConfigReader } from '@backstage/config';
import { readEgressSettings } from './egressSettings';

const read = (egress: object) =>
  readEgressSettings(new ConfigReader({ mesh: { egress } } as any));

describe('mesh.egress', () => {
  it('is nothing when it is not there', () => {
    const settings = readEgressSettings(new ConfigReader({}));
    expect(settings.common).toEqual({});
    expect(settings.of('east')).toEqual({});
  });

  it('holds for all clusters, and for one by its name', () => {
    const settings = read({
      patterns: ['injected', 'waypoint'],
      testImage: 'curl:1',
      allow: { hosts: ['*.corp.internal'], addresses: ['10.20.0.0/16'] },
      hostOwners: [
        { host: '*.Bank.example', owner: 'group:default/team-bank' },
      ],
      clusters: [
        { networkPolicyEnforcer: false },
        {
          name: 'east',
          clusterDomain: 'corp.local',
          networkRanges: { pods: ['10.0.0.0/8', 'fd00::/8'] },
          openRanges: { apiServer: ['192.0.2.1/32'] },
          networkPolicyEnforcer: 'calico',
        },
      ],
    });
    expect(settings.common).toEqual({
      patterns: ['injected', 'waypoint'],
      curlImage: 'curl:1',
      allow: { hosts: ['*.corp.internal'], addresses: ['10.20.0.0/16'] },
      hostOwners: [{ host: '*.bank.example', owner: 'team-bank' }],
    });
    expect(settings.of('east')).toEqual({
      clusterDomain: 'corp.local',
      networkRanges: { pods: ['10.0.0.0/8', 'fd00::/8'] },
      openRanges: { apiServer: ['192.0.2.1/32'] },
      networkPolicyEnforcer: 'calico',
    });
    expect(settings.of('west')).toEqual({ networkPolicyEnforcer: false });
  });

  it.each([
    [{ patterns: ['Injected'] }, 'mesh.egress.patterns'],
    [{ allow: { addresses: ['10.0.0.1'] } }, 'mesh.egress.allow.addresses'],
    [{ allow: { addresses: ['10.0.0.0/33'] } }, 'mesh.egress.allow.addresses'],
    [{ allow: { addresses: ['x/8'] } }, 'mesh.egress.allow.addresses'],
    [
      { clusters: [{}, { networkRanges: { nodes: ['all'] } }] },
      'mesh.egress.clusters[1].networkRanges.nodes',
    ],
    [
      { clusters: [{ networkPolicyEnforcer: true }] },
      'mesh.egress.clusters[0].networkPolicyEnforcer',
    ],
  ])('refuses %j by its field', (egress, field) => {
    expect(() => read(egress)).toThrow(field);
  });
});
