import {
  EGRESS_GATEWAY_LABEL,
  EGRESS_NAMESPACE_LABEL,
  EGRESS_PATTERN_LABEL,
  EGRESS_UPSTREAM_LABEL,
} from '../../egress/naming';
import { networking, object, verdicts } from '../testing/verdicts';

const ANALYZER = 'meshport.EgressGateways';
const labelled = (labels: object = {}) => ({
  labels: { [EGRESS_GATEWAY_LABEL]: 'out', ...labels },
});
const part = (kind: string, spec: object = {}, labels: object = {}) =>
  networking(kind, 'edge/out', spec, labelled(labels));
const gateway = (...hosts: string[]) =>
  part('Gateway', { servers: [{ hosts: hosts.map(host => `./${host}`) }] });
const upstream = (kind: string, id: string, spec: object) =>
  networking(
    kind,
    `edge/out.${id}`,
    spec,
    labelled({ [EGRESS_UPSTREAM_LABEL]: id }),
  );
const missing = (kinds: string, kind = 'Gateway') =>
  `MSP0101 | ${kind} edge/out | edge/out | ${kinds}`;

describe('parts of egress gateways', () => {
  it('that stand for one of another namespace are left alone', () => {
    const entry = part('ServiceEntry', { hosts: ['a.org'] });
    const abroad = part(
      'ServiceEntry',
      { hosts: ['a.org'] },
      { [EGRESS_NAMESPACE_LABEL]: 'infra' },
    );
    expect(verdicts(ANALYZER, entry)).not.toEqual([]);
    expect(verdicts(ANALYZER, abroad)).toEqual([]);
  });

  it('are missed where no upstream is left', () => {
    const rest = gateway('a.org') + part('DestinationRule', { host: 'x' });
    expect(verdicts(ANALYZER, rest)).toEqual([
      missing('ServiceEntry, VirtualService'),
    ]);
    const kubernetes = object(
      'gateway.networking.k8s.io/v1',
      'Gateway',
      'edge/out',
      { spec: {} },
      labelled({ [EGRESS_PATTERN_LABEL]: 'gateway-api' }),
    );
    expect(verdicts(ANALYZER, kubernetes)).toEqual([missing('ServiceEntry')]);
  });

  it('say what the gateway has to serve only where all upstreams are known', () => {
    const hostsOf = (...entries: string[]) =>
      verdicts(
        ANALYZER,
        gateway('a.org') +
          part('DestinationRule', { host: 'x' }) +
          ['one', 'two']
            .map(
              id =>
                upstream('VirtualService', id, { hosts: [`${id}.org`] }) +
                (entries.includes(id)
                  ? upstream('ServiceEntry', id, { hosts: [`${id}.org`] })
                  : ''),
            )
            .join(''),
      ).filter(one => one.startsWith('MSP0102'));
    expect(hostsOf('one', 'two')).toEqual([
      'MSP0102 | Gateway edge/out | edge/out | Gateway | a.org | one.org, two.org',
    ]);
    expect(hostsOf('two')).toEqual([]);
    expect(hostsOf('one')).toEqual([]);
  });
});
